using System.Diagnostics;
using System.Globalization;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger;

namespace MspGov.Benchmarks.Ledger;

/// <summary>What a ledger of many entries in a hundred tenants costs to open, ask, export from, erase in and verify.</summary>
internal static class LargeLedgerBenchmark
{
    private const int Tenants = 100;
    private const int Repeats = 5;

    public static void Run(int entries, string? folder)
    {
        using var store = new BenchStore(folder is null ? null : Path.Combine(folder, entries.ToString(CultureInfo.InvariantCulture)));
        if (store.IsNew)
        {
            long start = Stopwatch.GetTimestamp();
            string[] tenants = [.. Enumerable.Range(0, Tenants).Select(n => store.AddTenant($"tenant{n}"))];
            store.Fill(tenants, entries);
            Console.WriteLine($"filled in {Stopwatch.GetElapsedTime(start).TotalSeconds:N0} s");
        }

        string tenant = store.Ledger.Logs.First(LogIds.IsTenant);
        long total = store.Ledger.Info.Entries;
        store.Close();
        Console.WriteLine($"{total:N0} entries, {new FileInfo(store.Database).Length >> 20:N0} MB");
        Time("open and first append", Repeats, () =>
        {
            using LedgerStore session = store.Open();
            session.Append([BenchStore.Reading(tenant, 1, Guid.NewGuid())]);
        });
        store.Reopen();
        Queries(store, tenant);
        Export(store, tenant);
        Time("erasure of ten details", Repeats, Erasing(store, tenant));
        foreach (bool fast in new[] { true, false })
        {
            VerificationReport? report = null;
            long peak = PeakOf(() => Time(fast ? "Test-AuditLedger -Fast" : "Test-AuditLedger", 1, () => report = store.Ledger.Verify(new LedgerVerification { Fast = fast })));
            Console.WriteLine($"    {report!.Verdict}, {report.Entries:N0} entries, {report.Epochs:N0} epochs, peak {peak >> 20} MB managed");
        }
    }

    private static void Queries(BenchStore store, string tenant)
    {
        EntryView middle = store.Ledger.Query(new EntryQuery { Logs = [tenant], FirstSeq = store.Ledger.Info.Entries / Tenants / 2, First = 1 }).First();
        Time("newest 50 of a tenant", Repeats, () => Take(store, new EntryQuery { Logs = [tenant], Newest = true, First = 50 }));
        Time("50 of a subject", Repeats, () => Take(store, new EntryQuery { SubjectId = middle.Subject!.Id, First = 50 }));
        Time("one correlation", Repeats, () => Take(store, new EntryQuery { Correlation = middle.Correlation, First = 50 }));
        Time("50 as of the middle", Repeats, () => Take(store, new EntryQuery { Logs = [tenant], AsOf = middle.At, Newest = true, First = 50 }));
        Time("a register document as of the middle", Repeats, () => store.Ledger.Read(register => register.Get<Core.Tenants.TenantDocument>(tenant), middle.At));
    }

    private static void Take(BenchStore store, EntryQuery query)
    {
        if (!store.Ledger.Query(query).Any())
        {
            throw new InvalidOperationException("Nothing was found.");
        }
    }

    private static void Export(BenchStore store, string tenant)
    {
        string trust = Path.Combine(store.Root, $"{Guid.NewGuid():N}.json");
        store.Ledger.ExportTrust(tenant, trust, overwrite: true);
        long size = store.Ledger.Query(new EntryQuery { Logs = [tenant], Newest = true, First = 1 }).First().Seq + 1;
        string pack = "";
        long start = Math.Max(0, size - 1000);
        long peak = PeakOf(() => Time("export of the last 1,000 entries of a tenant", Repeats, () =>
            store.Ledger.ExportEvidence(new EvidenceRequest { TenantId = tenant, Path = pack = Path.Combine(store.Root, $"{Guid.NewGuid():N}.zip"), Start = start })));
        Console.WriteLine($"    peak {peak >> 20} MB managed; {new EvidenceVerifier().Verify(pack, trust, null, default).Verdict}");
    }

    private static Action Erasing(BenchStore store, string tenant)
    {
        // Each run of the benchmark erases further on.
        long next = store.Ledger.Query(new EntryQuery { Logs = [tenant] }).First(entry => entry.Seq > 0 && entry.Detail is not null).Seq;
        return () =>
        {
            store.Ledger.EraseDetails(new ErasureRequest { Log = tenant, First = next, Last = next + 9, Ticket = "CHG-1", Reason = "benchmark" });
            next += 10;
        };
    }

    private static void Time(string what, int times, Action work)
    {
        double best = double.MaxValue;
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {best:N1} ms |"));
    }

    private static long PeakOf(Action work)
    {
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long peak = before;
        using var timer = new Timer(_ => peak = Math.Max(peak, GC.GetTotalMemory(false)), null, 0, 5);
        work();
        return peak - before;
    }
}
