namespace MspGov.Core.Elevation;

/// <summary>What a sweep did about one grant.</summary>
public enum SweepAction
{
    /// <summary>Proven to be over.</summary>
    Ended,

    /// <summary>Due, and still held or not proven to be over.</summary>
    NotEnded,

    /// <summary>A scheduled grant began.</summary>
    Activated,

    /// <summary>What was in doubt is settled.</summary>
    Settled,

    /// <summary>Still in doubt.</summary>
    InDoubt,

    /// <summary>A request whose time ran out.</summary>
    Expired,

    /// <summary>Another process works on it.</summary>
    Busy,

    /// <summary>A scheduled grant could not begin.</summary>
    NotActivated,

    /// <summary>A break-glass use that waits too long for its review.</summary>
    ReviewOverdue,

    /// <summary>Would be dealt with; only shown.</summary>
    Planned,
}

/// <summary>What a sweep did about one grant.</summary>
public sealed record ElevationSweepItem
{
    /// <summary>The grant as it stands now.</summary>
    public required ElevationGrant Grant { get; init; }

    /// <summary>What was done.</summary>
    public required SweepAction Action { get; init; }

    /// <summary>In words.</summary>
    public required string Message { get; init; }
}

/// <summary>What a sweep did in all.</summary>
public sealed record ElevationSweepSummary
{
    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>Open grants looked at in the register.</summary>
    public int Open { get; init; }

    /// <summary>Grants that needed something.</summary>
    public int Due { get; init; }

    /// <summary>Number by what was done.</summary>
    public int Ended { get; init; }

    /// <summary>Due, and still held or not proven to be over.</summary>
    public int NotEnded { get; init; }

    /// <summary>Begun.</summary>
    public int Activated { get; init; }

    /// <summary>Settled.</summary>
    public int Settled { get; init; }

    /// <summary>Still in doubt.</summary>
    public int InDoubt { get; init; }

    /// <summary>Expired.</summary>
    public int Expired { get; init; }

    /// <summary>In the hands of another process.</summary>
    public int Busy { get; init; }

    /// <summary>Scheduled grants that could not begin.</summary>
    public int NotActivated { get; init; }

    /// <summary>Break-glass uses whose review is overdue.</summary>
    public int ReviewsOverdue { get; init; }

    /// <summary>What was done, one a grant.</summary>
    public IReadOnlyList<ElevationSweepItem> Items { get; init; } = [];

    /// <summary>For schedulers: 0 when all is well, 1 when something is not ended, in doubt or could not begin, 2 when only reviews are overdue.</summary>
    public int ExitCode => NotEnded + InDoubt + NotActivated > 0 ? 1 : ReviewsOverdue > 0 ? 2 : 0;
}
