using MspGov.Core.Anchoring;

namespace MspGov.Core.Services;

/// <summary>Publishes checkpoints and has others vouch for them.</summary>
public interface IAnchorService
{
    /// <summary>Who vouches, and where copies go.</summary>
    AnchorSettings Settings { get; }

    /// <summary>Replaces the settings.</summary>
    AnchorSettings Set(AnchorSettings settings, string? ticket, string? reason);

    /// <summary>Publishes the newest checkpoint and asks every authority, witness and place of the settings. One that fails is reported; the others count.</summary>
    CheckpointInfo Publish(Action<Errors.GovException> failed, CancellationToken cancellationToken);

    /// <summary>Published checkpoints, newest first.</summary>
    IReadOnlyList<CheckpointInfo> Get(int most);
}

/// <summary>A published checkpoint.</summary>
public sealed record CheckpointInfo
{
    /// <summary>Epoch.</summary>
    public required long Epoch { get; init; }

    /// <summary>Number of epochs that it covers.</summary>
    public required long Size { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The signed note.</summary>
    public required string Note { get; init; }

    /// <summary>Who vouched, and when.</summary>
    public required IReadOnlyList<AnchorTime> Anchors { get; init; }
}
