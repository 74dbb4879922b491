using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Crash;

/// <summary>Somebody else holds the store.</summary>
public class BusyTests
{
    [Fact]
    public void Past_the_stated_time_the_store_is_busy_and_nothing_is_recorded()
    {
        using var store = new TestStore();
        string tenant = store.AddTenant();
        using LedgerStore session = LedgerStore.Open(new ConnectRequest { Path = store.StorePath, Operator = "alice", BusyTimeout = TimeSpan.FromMilliseconds(20) });
        using (SqliteConnection other = SqliteConnection.Open(store.Database))
        {
            other.Execute("BEGIN IMMEDIATE");
            GovException e = Assert.Throws<GovException>(() => session.Append([TestStore.Reading(tenant)]));
            Assert.Equal(StoreErrors.Busy, e.Definition);
            Assert.Contains("try again", e.Message, StringComparison.Ordinal);
            other.Rollback();
        }

        Assert.Single(session.Query(new EntryQuery { Logs = [tenant] }));
        session.Append([TestStore.Reading(tenant)]);
        Assert.Equal(2, session.Query(new EntryQuery { Logs = [tenant] }).Count());
    }

    [Fact]
    public void Callers_that_wait_together_share_commits()
    {
        const int Callers = 12;
        using var store = new TestStore();
        string tenant = store.AddTenant();
        Thread[] threads;
        using (SqliteConnection other = SqliteConnection.Open(store.Database))
        {
            other.Execute("BEGIN IMMEDIATE");
            threads = [.. Enumerable.Range(0, Callers).Select(n => new Thread(() => store.Ledger.Append([TestStore.Reading(tenant, n)])))];
            Array.ForEach(threads, thread => thread.Start());
            // Until each is in line: asleep, or waiting for the one who is to write for all.
            Assert.True(SpinWait.SpinUntil(() => threads.All(thread => (thread.ThreadState & ThreadState.WaitSleepJoin) != 0), TimeSpan.FromMinutes(1)));
            other.Rollback();
        }

        Array.ForEach(threads, thread => thread.Join());
        EntryView[] entries = [.. store.Ledger.Query(new EntryQuery { Logs = [tenant] }).Skip(1)];
        Assert.Equal(Callers, entries.Length);
        Assert.True(entries.Select(entry => entry.Epoch).Distinct().Count() <= Callers / 2, string.Join(", ", entries.Select(entry => entry.Epoch)));
        Assert.Empty(store.Ledger.Verify(new LedgerVerification()).Findings);
    }

    [Fact]
    public void A_refusal_in_a_shared_commit_is_of_its_caller_alone()
    {
        using var store = new TestStore();
        string tenant = store.AddTenant("contoso");
        EntryDraft conflict = TestStore.Registration(TestStore.NewTenantId(), "contoso");
        int refused = 0;
        Parallel.For(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 20 }, n =>
        {
            try
            {
                store.Ledger.Append([n % 2 == 0 ? conflict with { Correlation = Guid.NewGuid() } : TestStore.Reading(tenant, n)]);
            }
            catch (GovException e) when (e.Definition == PolicyErrors.Conflict)
            {
                Interlocked.Increment(ref refused);
            }
        });
        Assert.Equal(10, refused);
        Assert.Equal(11, store.Ledger.Query(new EntryQuery { Logs = [tenant] }).Count());
        Assert.Empty(store.Ledger.Verify(new LedgerVerification()).Findings);
    }
}
