using MspGov.Core.Errors;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Tenants;
using MspGov.Ledger.Append;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Erasure;

/// <summary>Erases details in the transaction that records the erasure (LEDGER section 6), and keeps the register equal to its fold.</summary>
internal static class DetailEraser
{
    /// <summary>Seqs with a detail that may be erased: in the range, not erased yet, and no erasure itself.</summary>
    public static List<(long Seq, string Action)> Candidates(SqliteConnection connection, long slot, long first, long last, DateTimeOffset? before)
    {
        SqliteStatement statement = connection["""
            SELECT seq, action FROM entry
            WHERE slot=?1 AND seq>=?2 AND seq<=?3 AND erased_by IS NULL AND action<>?4 AND at<?5 ORDER BY seq
            """].Bind(slot).Bind(first).Bind(last).Bind(LedgerActions.DetailErase).Bind(before?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        var candidates = new List<(long, string)>();
        while (statement.Step())
        {
            candidates.Add((statement.Integer(0), statement.Text(1)));
        }

        return candidates;
    }

    /// <summary>Joins seqs that follow each other.</summary>
    public static List<IReadOnlyList<long>> Ranges(IEnumerable<long> seqs)
    {
        var ranges = new List<IReadOnlyList<long>>();
        long[]? open = null;
        foreach (long seq in seqs)
        {
            if (open is not null && seq == open[1] + 1)
            {
                open[1] = seq;
            }
            else
            {
                ranges.Add(open = [seq, seq]);
            }
        }

        return ranges;
    }

    /// <summary>Erases, in the open transaction of the erasing entry.</summary>
    /// <exception cref="GovException">StateConflict when the register of today needs one of the details.</exception>
    public static void Erase(AppendBatch batch, long slot, long eraser, IReadOnlyList<IReadOnlyList<long>> ranges, bool folded)
    {
        SqliteConnection connection = batch.Connection;
        foreach (IReadOnlyList<long> range in ranges)
        {
            connection["""
                UPDATE entry SET salt=NULL, detail=NULL, erased_by=?4 WHERE slot=?1 AND seq>=?2 AND seq<=?3 AND erased_by IS NULL
                """].Bind(slot).Bind(range[0]).Bind(range[1]).Bind(eraser).Run();
        }

        // Most details are of readings and tests, which no fold looks at: their erasure costs what they are.
        if (!folded)
        {
            return;
        }

        RegisterRebuild rebuilt = RegisterRebuild.From(connection, batch.Epoch);
        DemandSame(connection, rebuilt);
        rebuilt.Save(connection);
        batch.RegisterReplaced = true;
    }

    private static void DemandSame(SqliteConnection connection, RegisterRebuild rebuilt)
    {
        Dictionary<(string, string), RegisterRow> now = rebuilt.Now.ToDictionary(row => (row.Kind, row.Key));
        var gone = new SnapshotRegister(connection, null).List<TenantDocument>().Where(tenant => tenant.OffBoardedAt is not null).Select(tenant => tenant.Id).ToHashSet();
        SqliteStatement statement = connection["SELECT kind,key,tenant,json FROM register WHERE to_epoch IS NULL"];
        while (statement.Step())
        {
            string kind = statement.Text(0), key = statement.Text(1);
            string? tenant = statement.OptionalText(2);
            bool same = now.TryGetValue((kind, key), out RegisterRow? row) && row.Json.AsSpan().SequenceEqual(statement.Blob(3));
            if (!same && (tenant is null || !gone.Contains(tenant)))
            {
                statement.Reset();
                throw PolicyErrors.Conflict.With($"The register still needs one of these details: without it the {kind} '{key}' would change. Details like these can be erased once a later entry replaces them, or the tenant is off-boarded.");
            }
        }
    }
}
