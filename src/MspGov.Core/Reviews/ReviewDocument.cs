using System.Text.Json.Serialization;
using MspGov.Core.Access;
using MspGov.Core.Register;

namespace MspGov.Core.Reviews;

/// <summary>Where a campaign stands in one tenant.</summary>
public enum ReviewStatus
{
    /// <summary>Decisions are taken.</summary>
    Open,

    /// <summary>Every item is closed.</summary>
    Completed,

    /// <summary>Stopped before its end.</summary>
    Stopped,
}

/// <summary>
/// A campaign's part in one tenant. A campaign is no more than the parts that share its id: so a tenant's log holds all that concerns
/// the tenant and nothing of another, and an operator of some tenants can run a campaign over those.
/// </summary>
public sealed record ReviewDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "review";

    /// <summary>Campaign id, for example <c>RV-3f9a2c71b0</c>.</summary>
    public required string Review { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Terms.</summary>
    public required ReviewSettings Settings { get; init; }

    /// <summary>Campaign id of the first of a series; its own when it is the first.</summary>
    public required string Series { get; init; }

    /// <summary>Which one of the series, from 1.</summary>
    public int Occurrence { get; init; } = 1;

    /// <summary>When decisions are due, UTC.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>When the undecided items were handed to the risk owner: until when they may decide, UTC.</summary>
    public DateTimeOffset? EscalatedUntil { get; init; }

    /// <summary>Number of items at opening.</summary>
    public int Items { get; init; }

    /// <summary>SHA-256 over the fingerprints of the items in order, hex.</summary>
    public required string SnapshotHash { get; init; }

    /// <summary>How much of the tenant could be read for the snapshot.</summary>
    public Completeness Completeness { get; init; }

    /// <summary>When it was opened, UTC.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>Operator who opened it.</summary>
    public string? OpenedBy { get; init; }

    /// <summary>Where it stands.</summary>
    public ReviewStatus Status { get; init; }

    /// <summary>When it was completed or stopped, UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc/>
    public string Key => KeyOf(Review, Tenant);

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => Status.ToString();

    /// <summary>Until when decisions are taken, UTC.</summary>
    [JsonIgnore]
    public DateTimeOffset Deadline => EscalatedUntil ?? Due;

    /// <summary>Key of a part.</summary>
    public static string KeyOf(string review, string tenant) => $"{review}/{tenant}";
}
