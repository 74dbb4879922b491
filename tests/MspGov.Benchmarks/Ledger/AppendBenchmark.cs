using System.Diagnostics;
using System.Security.Cryptography;
using MspGov.Core.Ledger;
using MspGov.Core.Services;

namespace MspGov.Benchmarks.Ledger;

/// <summary>Durable appends against a bare writer of the same bytes. Interleaved, the best of several rounds of each: the machine is shared.</summary>
internal static class AppendBenchmark
{
    private const int Rounds = 7;

    public static void Run()
    {
        using var store = new BenchStore();
        string tenant = store.AddTenant("contoso");
        string[] tenants = [tenant, .. Enumerable.Range(1, 19).Select(n => store.AddTenant($"tenant{n}"))];
        // The bare writer is compiled; this one is compiled anew, and better, as it runs.
        store.Fill(tenants, 8_000, 1);
        store.Fill(tenants, 20_000, 100);
        (byte[] record, byte[] detail) = SampleOf(store, tenant);
        using var bare = new BareWriter(Path.Combine(store.Root, "bare.db"));
        byte[] salt = RandomNumberGenerator.GetBytes(32);
        Console.WriteLine($"record {record.Length} bytes, detail {detail.Length} bytes");
        int n = 0;
        foreach ((int group, int commits, int logs) in new[] { (1, 400, 1), (100, 40, 1), (100, 40, 20), (500, 10, 1), (500, 10, 20) })
        {
            var correlation = Guid.NewGuid();
            double best = 0, bestBare = 0;
            for (int round = 0; round < Rounds; round++)
            {
                bestBare = Math.Max(bestBare, Rate(group * commits, () =>
                {
                    for (int i = 0; i < commits; i++)
                    {
                        bare.Commit(group, record, salt, detail);
                    }
                }));
                EntryDraft[][] drafts = [.. Enumerable.Range(0, commits).Select(_ => Enumerable.Range(0, group).Select(_ => BenchStore.Reading(tenants[n % logs], n++, correlation)).ToArray())];
                best = Math.Max(best, Rate(group * commits, () => Array.ForEach(drafts, some => store.Ledger.Append(some))));
            }

            Console.WriteLine($"| commits of {group} in {logs} logs | {best:N0} entries/s | {bestBare:N0} rows/s | {best / bestBare:0.00} |");
        }

        Concurrent(store, tenant, bare, record, salt, detail);
    }

    /// <summary>Single appends of many callers share commits.</summary>
    private static void Concurrent(BenchStore store, string tenant, BareWriter bare, byte[] record, byte[] salt, byte[] detail)
    {
        const int Callers = 32, Each = 100;
        double best = 0, bestBare = 0;
        for (int round = 0; round < Rounds; round++)
        {
            bestBare = Math.Max(bestBare, Rate(400, () =>
            {
                for (int i = 0; i < 400; i++)
                {
                    bare.Commit(1, record, salt, detail);
                }
            }));
            best = Math.Max(best, Rate(Callers * Each, () =>
            {
                var threads = Enumerable.Range(0, Callers).Select(caller => new Thread(() =>
                {
                    for (int i = 0; i < Each; i++)
                    {
                        store.Ledger.Append([BenchStore.Reading(tenant, (caller * Each) + i, Guid.NewGuid())]);
                    }
                })).ToArray();
                Array.ForEach(threads, thread => thread.Start());
                Array.ForEach(threads, thread => thread.Join());
            }));
        }

        Console.WriteLine($"| {Callers} callers, one entry each | {best:N0} entries/s | {bestBare:N0} rows/s one by one | {best / bestBare:0.00} |");
    }

    private static (byte[] Record, byte[] Detail) SampleOf(BenchStore store, string tenant)
    {
        string pack = Path.Combine(store.Root, "sample");
        store.Ledger.ExportTrust(tenant, Path.Combine(store.Root, "sample.json"), overwrite: false);
        store.Ledger.ExportEvidence(new EvidenceRequest { TenantId = tenant, Path = pack });
        byte[] record = System.Text.Encoding.UTF8.GetBytes(File.ReadLines(Path.Combine(pack, "entries.jsonl")).ElementAt(100));
        return (record, store.Ledger.Query(new EntryQuery { Logs = [tenant], FirstSeq = 100 }).First().Detail!.Value.ToArray());
    }

    private static double Rate(int count, Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
