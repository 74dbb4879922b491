using System.Globalization;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Crash;

/// <summary>A clock that jumps back is reported, and never read as tampering.</summary>
public class ClockTests
{
    [Fact]
    public void A_clock_that_jumps_back_is_noted_and_store_and_pack_stay_valid()
    {
        var clock = new JumpingClock();
        using var store = new TestStore(clock);
        string tenant = store.AddTenant();
        string trust = Path.Combine(store.Root, "trust.json");
        store.Ledger.ExportTrust(tenant, trust, overwrite: false);
        DateTimeOffset start = clock.Now;
        foreach (TimeSpan jump in new[] { TimeSpan.FromDays(1000), TimeSpan.FromDays(-30), TimeSpan.FromSeconds(5), TimeSpan.FromDays(-400), TimeSpan.FromHours(1) })
        {
            clock.Now += jump;
            store.Fill(tenant, 3);
        }

        store.Reopen();
        foreach (bool fast in new[] { true, false })
        {
            VerificationReport report = store.Ledger.Verify(new LedgerVerification { Fast = fast });
            Assert.Empty(report.Findings);
            Assert.Equal(2, report.Notes.Count(note => note.Contains("clock jumped back", StringComparison.Ordinal)));
        }

        string pack = Path.Combine(store.Root, "pack");
        store.Ledger.ExportEvidence(new EvidenceRequest { TenantId = tenant, Path = pack });
        Assert.Empty(new EvidenceVerifier().Verify(pack, trust, null, default).Findings);

        // What is asked by time answers by the times that are recorded; the order is that of the log.
        EntryView[] entries = [.. store.Ledger.Query(new EntryQuery { Logs = [tenant] })];
        Assert.Equal(Enumerable.Range(0, entries.Length).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
        Assert.Equal(6, store.Ledger.Query(new EntryQuery { Logs = [tenant], After = start.AddDays(500), Before = start.AddDays(600) }).Take(6).Count());
    }

    private sealed class JumpingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.Parse("2026-06-01T00:00:00Z", CultureInfo.InvariantCulture);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
