using MspGov.Core.Reports;
using MspGov.Core.Services;
using MspGov.Engine.Anchoring;
using MspGov.Ledger;

namespace MspGov.Engine.Health;

/// <summary>Checks of the store, its ledger and its keys.</summary>
internal sealed class StoreHealth(LedgerStore ledger, IAnchorService anchors, TimeProvider time)
{
    // How much a clock may be behind what was recorded: another machine's clock, not a jump.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public HealthCheck Open()
    {
        StoreInfo info = ledger.Info;
        return Ok(HealthChecks.StoreOpen, $"Opened as '{ledger.Operator}': {info.Entries} entries, {info.Epochs} epochs, {info.Tenants} tenants.");
    }

    public HealthCheck Disk(long wanted)
    {
        long free = new DriveInfo(Path.GetFullPath(ledger.Path)).AvailableFreeSpace;
        string words = $"{Size(free)} free at '{ledger.Path}'.";
        return free >= wanted ? Ok(HealthChecks.StoreDisk, words)
            : new HealthCheck(
                HealthChecks.StoreDisk,
                free < wanted / 10 ? HealthStatus.Critical : HealthStatus.Warning,
                $"{words} Below {Size(wanted)}: a full disk stops every change, because none is made without a record.");
    }

    public HealthCheck Clock()
    {
        TimeSpan behind = ledger.NewestEpochAt - time.GetUtcNow();
        return behind <= Skew ? Ok(HealthChecks.StoreClock, "The clock is not behind the newest entry.")
            : new HealthCheck(HealthChecks.StoreClock, HealthStatus.Critical, $"The clock is {behind:d\\.hh\\:mm\\:ss} behind the newest entry of {ledger.NewestEpochAt:u}: set it right before anything is recorded.");
    }

    public HealthCheck Verify(bool full, CancellationToken cancellationToken)
    {
        VerificationReport report = ledger.Verify(new LedgerVerification { Fast = !full }, cancellationToken);
        string how = full ? "hashes, signatures and decisions" : "hashes";
        return report.Verdict != Verdict.Invalid ? Ok(HealthChecks.LedgerVerify, $"{report.Entries} entries and {report.Epochs} epochs verify ({how}).")
            : new HealthCheck(HealthChecks.LedgerVerify, HealthStatus.Critical, $"{report.Findings.Count} findings, the first: {report.Findings[0].Message}", "(Test-AuditLedger).Findings");
    }

    public HealthCheck HighWater()
    {
        HighWaterState state = ledger.HighWater();
        string words = $"The database holds {state.Epochs} epochs; the mark in the store has seen {state.InFolder}, the user's own {state.InState}.";
        return state.InFolder == 0 ? new(HealthChecks.LedgerHighWater, HealthStatus.Critical, $"{words} A rolled-back store could not be told from a true one.")
            : state.InState == 0 ? new(HealthChecks.LedgerHighWater, HealthStatus.Warning,
                $"{words} Nothing of this ledger was recorded by this user on this machine yet, so a rolled-back folder could not be told ('{state.StateFile}').", "New-AuditCheckpoint")
            : Ok(HealthChecks.LedgerHighWater, words);
    }

    public HealthCheck Anchored(TimeSpan within)
    {
        DateTimeOffset now = time.GetUtcNow();
        var age = AnchorAge.At(ledger, anchors, anchors.Settings, now);
        if (!age.Configured)
        {
            return new(HealthChecks.LedgerAnchored, HealthStatus.Warning, "Nobody outside is asked to vouch for the ledger.", "Set-AuditAnchor -Place '<folder that this machine can write and not delete>'");
        }

        return age.Since is { } since && now - since > within
            ? new(HealthChecks.LedgerAnchored, now - since > 7 * within ? HealthStatus.Critical : HealthStatus.Warning, $"What was recorded since {since:u} is not anchored.", "New-AuditCheckpoint")
            : Ok(HealthChecks.LedgerAnchored, age.Last is { } last ? $"Anchored on {last.At:u}." : "Nothing to anchor yet.");
    }

    public HealthCheck LedgerKeys() => ledger.LedgerKeysProblem() is { } problem
        ? new(HealthChecks.KeysLedger, HealthStatus.Critical, problem)
        : Ok(HealthChecks.KeysLedger, "The ledger keys in force can be read.");

    public HealthCheck Rights()
    {
        IReadOnlyList<string> exposed = ledger.ExposedKeys();
        return exposed.Count == 0 ? Ok(HealthChecks.KeysRights, "Only their owner can read the keys.")
            : new(HealthChecks.KeysRights, HealthStatus.Critical, $"Others than their owner can read {exposed.Count} files of keys, the first '{exposed[0]}'.",
                OperatingSystem.IsWindows() ? $"icacls '{exposed[0]}' /inheritance:r" : $"chmod go= '{exposed[0]}'");
    }

    private static HealthCheck Ok(string check, string message) => new(check, HealthStatus.Ok, message);

    private static string Size(long bytes) => bytes >= 1L << 30 ? $"{bytes / (double)(1L << 30):0.0} GiB" : $"{bytes / (double)(1L << 20):0} MiB";
}
