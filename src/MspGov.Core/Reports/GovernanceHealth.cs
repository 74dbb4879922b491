namespace MspGov.Core.Reports;

/// <summary>How a check ended. The numbers are exit codes.</summary>
public enum HealthStatus
{
    /// <summary>Well.</summary>
    Ok = 0,

    /// <summary>To be looked at.</summary>
    Warning = 1,

    /// <summary>Broken, or not to be known because something else is broken.</summary>
    Critical = 2,
}

/// <summary>One thing that monitoring looks at.</summary>
/// <param name="Check">Stable id, one of <see cref="HealthChecks"/>.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Message">What was found, in words.</param>
/// <param name="Mend">The command that mends it; null when there is nothing to mend.</param>
public sealed record HealthCheck(string Check, HealthStatus Status, string Message, string? Mend = null);

/// <summary>How a store is.</summary>
public sealed record GovernanceHealth
{
    private readonly HealthCheck[] _checks = [];

    /// <summary>Full path of the store.</summary>
    public required string Path { get; init; }

    /// <summary>When it was checked, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The checks, in a fixed order.</summary>
    public required IReadOnlyList<HealthCheck> Checks
    {
        get => _checks;
        init => _checks = [.. value];
    }

    /// <summary>The worst of the checks.</summary>
    public HealthStatus Status => _checks.Length == 0 ? HealthStatus.Ok : _checks.Max(check => check.Status);

    /// <summary>For schedulers: 0 when all is well, 1 when something is to be looked at, 2 when something is broken.</summary>
    public int ExitCode => (int)Status;

    /// <summary>The checks that are not well.</summary>
    public IReadOnlyList<HealthCheck> Findings => _checks.Where(check => check.Status != HealthStatus.Ok).ToArray();
}

/// <summary>Ids of the checks of health, in the order of their answers. They are stable: alerts are hung on them.</summary>
public static class HealthChecks
{
    /// <summary>The store can be opened as the operator: format, key, high-water mark, last checkpoint.</summary>
    public const string StoreOpen = "store.open";

    /// <summary>Free space on the store's disk.</summary>
    public const string StoreDisk = "store.disk";

    /// <summary>The clock is not behind the newest entry.</summary>
    public const string StoreClock = "store.clock";

    /// <summary>The ledger verifies.</summary>
    public const string LedgerVerify = "ledger.verify";

    /// <summary>Both high-water marks agree with the database.</summary>
    public const string LedgerHighWater = "ledger.highwater";

    /// <summary>Somebody outside vouched for what is recorded, not too long ago.</summary>
    public const string LedgerAnchored = "ledger.anchored";

    /// <summary>The private keys in force are there and can be read.</summary>
    public const string KeysLedger = "keys.ledger";

    /// <summary>Only their owner can read the files of keys.</summary>
    public const string KeysRights = "keys.rights";

    /// <summary>Certificates that the store relies on do not end soon: of timestamping authorities and of connections.</summary>
    public const string KeysCertificates = "keys.certificates";

    /// <summary>A sweep ran while elevations are open.</summary>
    public const string ElevationSweep = "elevation.sweep";

    /// <summary>No elevation is past its end without proof that it ended.</summary>
    public const string ElevationOverdue = "elevation.overdue";

    /// <summary>No change is in doubt for long.</summary>
    public const string ChangeInDoubt = "change.doubt";

    /// <summary>What is forwarded is not behind.</summary>
    public const string ForwardingCursor = "forwarding.cursor";

    /// <summary>All, in order.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        StoreOpen, StoreDisk, StoreClock, LedgerVerify, LedgerHighWater, LedgerAnchored, KeysLedger, KeysRights, KeysCertificates,
        ElevationSweep, ElevationOverdue, ChangeInDoubt, ForwardingCursor,
    ];

    /// <summary>The health of a store that could not be opened: every check is critical, because none could be made.</summary>
    /// <param name="path">Full path of the store.</param>
    /// <param name="at">When, UTC.</param>
    /// <param name="why">Error id and words of the failure.</param>
    /// <param name="checks">Which checks were asked for; all when empty.</param>
    public static GovernanceHealth NotOpened(string path, DateTimeOffset at, string why, IReadOnlyList<string> checks) => new()
    {
        Path = path,
        At = at,
        Checks = [.. All.Where(check => check == StoreOpen || Wanted(check, checks)).Select(check => check == StoreOpen
            ? new HealthCheck(check, HealthStatus.Critical, why, "Connect-GovernanceStore '<path>' '<operator>'")
            : new HealthCheck(check, HealthStatus.Critical, "Not checked: the store could not be opened."))],
    };

    /// <summary>Whether a check is asked for.</summary>
    public static bool Wanted(string check, IReadOnlyList<string> patterns) =>
        patterns.Count == 0 || patterns.Any(pattern => Access.AccessFilter.Fits(pattern, check));
}
