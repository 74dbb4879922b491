using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MspGov.Core.Ledger;
using MspGov.Core.Services;

namespace MspGov.Benchmarks.Ledger;

/// <summary>
/// Verification against the bare hash and the bare signature check over the same number of entries on the same cores. Interleaved, the best
/// of several. What is hashed is what verification hashes: a record, its detail with salt, and a tree node for each entry. Processor
/// time is stated as well: of a loaded machine it says more than the clock.
/// </summary>
internal static class VerifyBenchmark
{
    private const int Entries = 40_000;
    private const int Rounds = 5;

    public static void Run()
    {
        using var store = new BenchStore();
        string[] tenants = [.. Enumerable.Range(0, 20).Select(n => store.AddTenant($"tenant{n}"))];
        store.Fill(tenants, Entries, 500);
        EntryView[] views = [.. store.Ledger.Query(new EntryQuery { Logs = [tenants[0]] })];
        byte[][] blobs = [.. Enumerable.Range(0, Entries).Select(_ => RandomNumberGenerator.GetBytes(1_160))];
        byte[] details = new byte[views[1].Detail!.Value.Length + 32];
        byte[] node = new byte[65];
        Best fast = new(), full = new(), hash = new(), verify = new();
        for (int round = 0; round < Rounds; round++)
        {
            hash.Add(Measure(() => Parallel.For(0, Entries, i =>
            {
                _ = SHA256.HashData(blobs[i]);
                _ = SHA256.HashData(details);
                _ = SHA256.HashData(node);
            })));
            fast.Add(Measure(() => Check(store.Ledger.Verify(new LedgerVerification { Fast = true }))));
            verify.Add(Measure(() => BareVerify(blobs)));
            full.Add(Measure(() => Check(store.Ledger.Verify(new LedgerVerification()))));
        }

        Print("hashes only (-Fast)", fast, "SHA-256 of the same bytes", hash);
        Print("with signatures", full, "ECDSA P-256 verify", verify);
    }

    private static void Print(string what, Best ours, string baseline, Best bare) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {what} | {ours.Rate:N0} entries/s | bare {baseline} on {Environment.ProcessorCount} cores {bare.Rate:N0}/s | {ours.Rate / bare.Rate:0.00} | {ours.Processor:0.0} and {bare.Processor:0.0} µs processor time an entry: {bare.Processor / ours.Processor:0.00} |"));

    private sealed class Best
    {
        public double Rate { get; private set; }

        public double Processor { get; private set; } = double.MaxValue;

        public void Add((double Rate, double Processor) run) => (Rate, Processor) = (Math.Max(Rate, run.Rate), Math.Min(Processor, run.Processor));
    }

    private static void BareVerify(byte[][] blobs)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] data = blobs[0][..860];
        byte[] signature = key.SignData(data, HashAlgorithmName.SHA256);
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        Parallel.For(0, Entries, () => Import(spki), (_, _, own) => own.VerifyData(data, signature, HashAlgorithmName.SHA256) ? own : throw new CryptographicException(), own => own.Dispose());
    }

    private static ECDsa Import(byte[] spki)
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        return key;
    }

    private static void Check(VerificationReport report)
    {
        if (report.Verdict == Verdict.Invalid)
        {
            throw new InvalidOperationException(report.Findings[0].Message);
        }
    }

    private static (double Rate, double Processor) Measure(Action work)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        work();
        return (Entries / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / Entries);
    }
}
