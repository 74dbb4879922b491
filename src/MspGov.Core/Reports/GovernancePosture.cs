namespace MspGov.Core.Reports;

/// <summary>How bad it is. Later is worse: what nobody knows is worse than what is known to be a little wrong.</summary>
public enum PostureSeverity
{
    /// <summary>Nothing to do.</summary>
    Ok,

    /// <summary>To be put right in the ordinary course of work.</summary>
    Warning,

    /// <summary>Nobody knows: what it needs was never read, or could not be read.</summary>
    Unknown,

    /// <summary>To be put right today.</summary>
    Critical,
}

/// <summary>One thing that posture looks at, in one tenant or over all.</summary>
public sealed record PostureCheck
{
    private readonly string[] _items = [];

    /// <summary>Tenant id; null for what is over all tenants or of the MSP itself.</summary>
    public string? TenantId { get; init; }

    /// <summary>Tenant's name, <c>(all)</c> or <c>(MSP)</c>.</summary>
    public required string Tenant { get; init; }

    /// <summary>Stable id, for example <c>access.standing</c>.</summary>
    public required string Check { get; init; }

    /// <summary>Title for people.</summary>
    public required string Title { get; init; }

    /// <summary>How bad it is.</summary>
    public required PostureSeverity Severity { get; init; }

    /// <summary>How many; null when nobody knows.</summary>
    public int? Count { get; init; }

    /// <summary>What was found, in words.</summary>
    public required string Message { get; init; }

    /// <summary>Why it matters.</summary>
    public required string Why { get; init; }

    /// <summary>The command that mends it; null when there is nothing to mend.</summary>
    public string? Mend { get; init; }

    /// <summary>What it is about, one line each, the first so many.</summary>
    public IReadOnlyList<string> Items
    {
        get => _items;
        init => _items = [.. value];
    }
}

/// <summary>How one tenant stands, or all of them together.</summary>
public sealed record GovernancePosture
{
    private readonly PostureCheck[] _checks = [];

    /// <summary>Tenant id; null for the posture over all tenants.</summary>
    public string? TenantId { get; init; }

    /// <summary>Tenant's name; <c>(all)</c> for the posture over all tenants.</summary>
    public required string Tenant { get; init; }

    /// <summary>Name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Number of tenants it speaks of.</summary>
    public int Tenants { get; init; } = 1;

    /// <summary>The moment it speaks of, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When the access that it speaks of was read, UTC: the oldest of all tenants; null when any was never read.</summary>
    public DateTimeOffset? InventoryAt { get; init; }

    /// <summary>Every check, worst first.</summary>
    public required IReadOnlyList<PostureCheck> Checks
    {
        get => _checks;
        init => _checks = [.. value.OrderByDescending(check => check.Severity)];
    }

    /// <summary>The worst of the checks.</summary>
    public PostureSeverity Severity => _checks.Length == 0 ? PostureSeverity.Ok : _checks[0].Severity;

    /// <summary>The checks that are not well.</summary>
    public IReadOnlyList<PostureCheck> Findings => _checks.Where(check => check.Severity != PostureSeverity.Ok).ToArray();

    /// <summary>Identities with standing privileged access; null when nobody knows.</summary>
    public int? StandingPrivileged => Count(PostureChecks.Standing);

    /// <summary>Campaigns past their due date.</summary>
    public int? OverdueReviews => Count(PostureChecks.ReviewOverdue);

    /// <summary>Uses of emergency accounts and break-glass grants without a review.</summary>
    public int? UnreviewedBreakGlass => Count(PostureChecks.BreakGlassReview);

    /// <summary>Exceptions past their end.</summary>
    public int? ExpiredExceptions => Count(PostureChecks.ExceptionExpired);

    /// <summary>Joiner, mover and leaver runs that are not complete.</summary>
    public int? OpenRuns => Count(PostureChecks.LifecycleOpen);

    /// <summary>Credentials that have ended or end soon; null when nobody knows.</summary>
    public int? ExpiringCredentials => Count(PostureChecks.CredentialExpiring);

    /// <summary>Requirements of the evidence register that are not covered.</summary>
    public int? UncoveredRequirements => Count(PostureChecks.EvidenceCoverage);

    /// <summary>The check of that id, or null.</summary>
    public PostureCheck? Find(string check) => Array.Find(_checks, one => one.Check == check);

    private int? Count(string check) => Find(check)?.Count;
}
