using System.Diagnostics;
using System.Security.Cryptography;
using MspGov.Core.Ledger;
using MspGov.Core.Services;

namespace MspGov.Benchmarks.Ledger;

/// <summary>Verification against the bare hash and the bare signature check over the same number of entries on the same cores. Interleaved, the best of several.</summary>
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
        double fast = 0, full = 0, hash = 0, verify = 0;
        for (int round = 0; round < Rounds; round++)
        {
            hash = Math.Max(hash, Rate(() => Parallel.For(0, Entries, i =>
            {
                _ = SHA256.HashData(blobs[i]);
                _ = SHA256.HashData(details);
            })));
            fast = Math.Max(fast, Rate(() => Check(store.Ledger.Verify(new LedgerVerification { Fast = true }))));
            verify = Math.Max(verify, Rate(() => BareVerify(blobs)));
            full = Math.Max(full, Rate(() => Check(store.Ledger.Verify(new LedgerVerification()))));
        }

        Console.WriteLine($"| hashes only (-Fast) | {fast:N0} entries/s | bare SHA-256 of the same bytes on {Environment.ProcessorCount} cores {hash:N0} | {fast / hash:0.00} |");
        Console.WriteLine($"| with signatures | {full:N0} entries/s | bare ECDSA P-256 verify on {Environment.ProcessorCount} cores {verify:N0} | {full / verify:0.00} |");
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

    private static double Rate(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Entries / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
