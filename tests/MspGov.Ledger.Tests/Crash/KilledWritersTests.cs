using System.Globalization;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger.Tests.Support;
using Xunit.Abstractions;

namespace MspGov.Ledger.Tests.Crash;

/// <summary>Four processes write to one store at once and are killed at random moments. <c>MSPGOV_CRASH_ROUNDS</c> says how often; 8 by default.</summary>
public class KilledWritersTests(ITestOutputHelper output)
{
    private const int Writers = 4;

    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("MSPGOV_CRASH_ROUNDS"), CultureInfo.InvariantCulture, out int rounds) ? rounds : 8;

    [Fact]
    public async Task Kills_lose_no_durable_entry_and_leave_the_ledger_whole()
    {
        using var store = new TestStore();
        string tenant = store.AddTenant();
        store.Ledger.Dispose();
        var random = new Random(Environment.TickCount);
        var all = new List<WriterProcess>();
        var alive = new List<WriterProcess>();
        WriterProcess Add()
        {
            var writer = new WriterProcess(store, tenant, $"w{all.Count}");
            all.Add(writer);
            alive.Add(writer);
            return writer;
        }

        for (int round = 0; round < Rounds; round++)
        {
            while (alive.Count < Writers)
            {
                Add();
            }

            await Task.WhenAll(alive.Select(writer => writer.FirstAsync()));
            // The moment of the kill is what is random here; nothing waits for it.
            await Task.Delay(random.Next(0, 30));
            if (round % 10 == 9)
            {
                await Task.WhenAll(alive.Select(writer => writer.KillAsync()));
                alive.Clear();
                using LedgerStore opened = store.Open();
                Assert.Empty(opened.Verify(new LedgerVerification { Fast = true }).Findings);
                continue;
            }

            WriterProcess victim = alive[random.Next(alive.Count)];
            await victim.KillAsync();
            alive.Remove(victim);
        }

        await Task.WhenAll(alive.Select(writer => writer.KillAsync()));
        store.Reopen();
        VerificationReport report = store.Ledger.Verify(new LedgerVerification());
        Assert.Empty(report.Findings);
        Dictionary<string, int[]> there = store.Ledger.Query(new EntryQuery { Logs = [tenant] }).Where(entry => entry.Ticket is not null)
            .Select(entry => entry.Ticket!.Split('-')).GroupBy(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.ToArray());
        foreach (WriterProcess writer in all)
        {
            // Every durable one once and in order; at most the one in flight beside.
            int[] numbers = there[writer.Name];
            Assert.Equal(Enumerable.Range(0, numbers.Length), numbers);
            Assert.InRange(numbers.Length, writer.Acknowledged, writer.Acknowledged + 1);
        }

        output.WriteLine($"{Rounds} rounds, {all.Count} processes killed, {all.Sum(writer => writer.Acknowledged)} durable entries, all there; {report.Entries} entries in {report.Epochs} epochs verified");
        all.ForEach(writer => writer.Dispose());
    }

    [Fact]
    public async Task Four_processes_at_once_all_come_to_their_end()
    {
        const int Each = 60;
        using var store = new TestStore();
        string tenant = store.AddTenant();
        WriterProcess[] writers = [.. Enumerable.Range(0, Writers).Select(n => new WriterProcess(store, tenant, $"w{n}", Each))];
        await Task.WhenAll(writers.Select(writer => writer.EndAsync()));
        Assert.All(writers, writer => Assert.Equal(Each, writer.Acknowledged));
        Assert.Equal(1 + (Writers * Each), store.Ledger.Query(new EntryQuery { Logs = [tenant] }).Count());
        Assert.Empty(store.Ledger.Verify(new LedgerVerification()).Findings);
        output.WriteLine($"the longest append of each: {string.Join(", ", writers.Select(writer => writer.Longest))} ms");
        Array.ForEach(writers, writer => writer.Dispose());
    }
}
