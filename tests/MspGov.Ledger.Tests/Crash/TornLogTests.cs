using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger.Store;
using MspGov.Ledger.Tests.Support;
using Xunit.Abstractions;

namespace MspGov.Ledger.Tests.Crash;

/// <summary>
/// The write-ahead log of a killed store, cut short, with bytes flipped, or with a torn write at its end. What was acknowledged is
/// either there and whole, or its loss is said; a store that lost something never opens as if it had not.
/// </summary>
public sealed class TornLogTests(ITestOutputHelper output) : IDisposable
{
    private const int Entries = 40;
    private readonly TestStore _store = new();
    private readonly Random _random = new(20261124);
    private byte[] _state = [];

    [Fact]
    public void A_log_that_lost_durable_commits_is_refused_and_one_that_did_not_is_whole()
    {
        string tenant = _store.AddTenant();
        for (int n = 0; n < Entries; n++)
        {
            _store.Ledger.Append([TestStore.Reading(tenant, n)]);
        }

        string killed = Copy("killed");
        Dictionary<string, int> outcomes = [];
        for (int i = 0; i < 60; i++)
        {
            string torn = Copy($"torn{i}", killed);
            byte[] log = File.ReadAllBytes(Log(torn));
            int at = _random.Next(log.Length);
            if (i % 2 == 0)
            {
                log = log[..at];
            }
            else
            {
                log[at] ^= (byte)(1 << _random.Next(8));
            }

            File.WriteAllBytes(Log(torn), log);
            string outcome = Open(torn, tenant, 1 + Entries);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        output.WriteLine(string.Join(", ", outcomes.Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.Contains(StoreErrors.RolledBack.Id, outcomes.Keys);
    }

    [Fact]
    public void A_torn_write_after_the_last_durable_commit_costs_nothing()
    {
        string tenant = _store.AddTenant();
        _store.Fill(tenant, 3);
        string killed = Copy("killed");
        for (int i = 0; i < 10; i++)
        {
            string torn = Copy($"torn{i}", killed);
            byte[] garbage = new byte[_random.Next(1, 12_000)];
            _random.NextBytes(garbage);
            File.WriteAllBytes(Log(torn), [.. File.ReadAllBytes(Log(torn)), .. garbage]);
            Assert.Equal("whole", Open(torn, tenant, 4));
        }
    }

    [Fact]
    public void A_mark_that_lags_behind_a_crash_opens_what_is_there()
    {
        string tenant = _store.AddTenant();
        _store.Fill(tenant, 2);
        string lagging = Path.Combine(_store.Root, "mark");
        File.Copy(Path.Combine(_store.StorePath, "high-water"), lagging);
        byte[] state = File.ReadAllBytes(HighWaterMark.StateFile(_store.Ledger.LedgerId));
        _store.Ledger.Append([TestStore.Reading(tenant)]);
        string killed = Copy("killed");
        File.Copy(lagging, Path.Combine(killed, "high-water"), overwrite: true);
        _state = state;
        Assert.Equal("whole", Open(killed, tenant, 4));
    }

    public void Dispose() => _store.Dispose();

    private string Open(string path, string tenant, int expected)
    {
        // The user's own mark as it was when the process was killed: the copies before this one have gone on from there.
        File.WriteAllBytes(HighWaterMark.StateFile(_store.Ledger.LedgerId), _state);
        try
        {
            using LedgerStore ledger = LedgerStore.Open(new ConnectRequest { Path = path, Operator = "alice" });
            Assert.Equal(expected, ledger.Query(new EntryQuery { Logs = [tenant] }).Count());
            Assert.Empty(ledger.Verify(new LedgerVerification()).Findings);
            ledger.Append([TestStore.Reading(tenant, 1000)]);
            Assert.Empty(ledger.Verify(new LedgerVerification { Fast = true }).Findings);
            return "whole";
        }
        catch (GovException e) when (e.Definition == StoreErrors.RolledBack || e.Definition == StoreErrors.Damaged || e.Definition == LedgerErrors.Invalid || e.Definition == StoreErrors.NotAStore)
        {
            return e.Definition.Id;
        }
    }

    /// <summary>The folder as a process leaves it that is killed now: with its write-ahead log, and without the shared-memory file that is only an index of it.</summary>
    private string Copy(string name, string? from = null)
    {
        string target = Path.Combine(_store.Root, name);
        _state = from is null ? File.ReadAllBytes(HighWaterMark.StateFile(_store.Ledger.LedgerId)) : _state;
        foreach (string file in Directory.GetFiles(from ?? _store.StorePath, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(from ?? _store.StorePath, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    private static string Log(string store) => Path.Combine(store, "ledger.db-wal");
}
