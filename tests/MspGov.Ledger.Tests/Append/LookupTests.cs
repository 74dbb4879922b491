using MspGov.Core.Ledger;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Append;

/// <summary>Queries find the same whether an entry is in the lookup tables already or too new for them.</summary>
public class LookupTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(400)]
    public void A_query_finds_what_a_walk_through_all_entries_finds(int commit)
    {
        using var store = new TestStore();
        string one = store.AddTenant("one"), two = store.AddTenant("two");
        Guid[] runs = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        for (int n = 0; n < 900; n += commit)
        {
            store.Ledger.Append([.. Enumerable.Range(n, commit).Select(i => Draft(i % 3 == 0 ? two : one, i, runs[i % 3]))]);
        }

        using (SqliteConnection connection = SqliteConnection.Open(store.Database, readOnly: true))
        {
            (long filled, _) = LookupTables.End(connection);
            Assert.InRange(filled, 257, store.Ledger.Info.Entries);
        }

        EntryView[] all = [.. store.Ledger.Query(new EntryQuery())];
        Assert.Equal(store.Ledger.Info.Entries, all.Length);
        DateTimeOffset middle = all[all.Length / 2].At;
        void Same(EntryQuery query, Func<EntryView, bool> matches)
        {
            Guid[] expected = [.. all.Where(matches).Select(entry => entry.Id)];
            Assert.NotEmpty(expected);
            Assert.Equal(expected, store.Ledger.Query(query).Select(entry => entry.Id));
            Assert.Equal(expected.Reverse(), store.Ledger.Query(query with { Newest = true }).Select(entry => entry.Id));
        }

        Same(new EntryQuery { Correlation = runs[1] }, entry => entry.Correlation == runs[1]);
        Same(new EntryQuery { SubjectId = "subject-3" }, entry => entry.Subject?.Id == "subject-3");
        Same(new EntryQuery { Action = "tenant.test" }, entry => entry.Action == "tenant.test");
        Same(new EntryQuery { Action = "tenant.*" }, entry => entry.Action.StartsWith("tenant.", StringComparison.Ordinal));
        Same(new EntryQuery { Operator = "alice" }, entry => entry.Operator == "alice");
        Same(new EntryQuery { Logs = [two] }, entry => entry.Log == two);
        Same(new EntryQuery { Logs = [two], Action = "tenant.register" }, entry => entry.Log == two && entry.Action == "tenant.register");
        Same(new EntryQuery { Logs = [one], After = middle }, entry => entry.Log == one && entry.At >= middle);
        Same(new EntryQuery { Before = middle, SubjectId = "subject-4" }, entry => entry.At <= middle && entry.Subject?.Id == "subject-4");
        foreach (DateTimeOffset at in all.Where((_, i) => i % 97 == 0).Select(entry => entry.At))
        {
            using SqliteConnection connection = SqliteConnection.Open(store.Database, readOnly: true);
            long? epoch = Walked(connection, at);
            Assert.Equal(epoch, EpochRow.AsOf(connection, at));
            if (epoch > 10)
            {
                Same(new EntryQuery { AsOf = at, Action = "tenant.*" }, entry => entry.Epoch <= epoch && entry.Action.StartsWith("tenant.", StringComparison.Ordinal));
            }
        }
    }

    private static long? Walked(SqliteConnection connection, DateTimeOffset at)
    {
        SqliteStatement statement = connection["SELECT epoch FROM epoch WHERE at<=?1 ORDER BY at DESC, epoch DESC LIMIT 1"].Bind(at.ToUnixTimeMilliseconds());
        long? epoch = statement.Step() ? statement.Integer(0) : null;
        statement.Reset();
        return epoch;
    }

    private static EntryDraft Draft(string tenant, int n, Guid correlation) => new()
    {
        Log = tenant,
        Action = "tenant.test",
        Correlation = correlation,
        Subject = new EntrySubject("user", $"subject-{n % 11}", null),
        Detail = "{}"u8.ToArray(),
    };
}
