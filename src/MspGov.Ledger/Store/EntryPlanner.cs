using MspGov.Core.Ledger;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>A walk through entries in the order of append.</summary>
/// <param name="Source">Tables, with <c>entry e</c> among them.</param>
/// <param name="Condition">What a walk finds.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Order">Column that gives the order of append: a position, or seq within one log.</param>
/// <param name="End">Bound of that column, exclusive.</param>
internal sealed record EntryWalk(string Source, string Condition, object[] Parameters, string Order, long End)
{
    public bool BySeq => Order == "e.seq";
}

/// <summary>Chooses the walks of a query, in the read transaction that fixes where the lookup tables end.</summary>
internal sealed class EntryPlanner(SqliteConnection connection, EntryQuery query)
{
    private readonly long _filled = LookupTables.End(connection).Pos;
    private readonly long _end = EndOf(connection, query);

    public IEnumerable<EntryWalk> Walks()
    {
        if (query.Correlation is { } correlation)
        {
            return Walks("find_correlation", "correlation", correlation.ToByteArray(bigEndian: true));
        }

        if (query.SubjectId is not null)
        {
            return Walks("find_subject", "subject", query.SubjectId);
        }

        if (query.Logs is null && query.After is null && query.Before is null)
        {
            return query.Action is not null ? Actions(query.Action).SelectMany(action => Walks("find_action", "action", action))
                : query.Operator is not null ? Walks("find_operator", "operator", query.Operator)
                : [new EntryWalk("entry e", "1=1", [], "e.pos", _end)];
        }

        IEnumerable<long> slots = Slots(query.Logs);
        return query.Action is not null && Actions(query.Action).ToArray() is var actions
            ? slots.SelectMany(slot => actions.SelectMany(action => Walks("find_slot_action", "slot", slot, "action", action)))
            : slots.Select(OfLog).OfType<EntryWalk>();
    }

    private static long EndOf(SqliteConnection connection, EntryQuery query)
    {
        if (query.AsOf is { } asOf)
        {
            return EpochRow.AsOf(connection, asOf) is not { } epoch ? 0
                : EpochRow.Find(connection, epoch + 1)?.FirstPos ?? long.MaxValue;
        }

        return long.MaxValue;
    }

    private IEnumerable<EntryWalk> Walks(string table, string column, object value) => Walks(table, $"f.{column}=?", $"+e.{column}=?", [value]);

    private IEnumerable<EntryWalk> Walks(string table, string first, object value, string second, object other) =>
        Walks(table, $"f.{first}=? AND f.{second}=?", $"+e.{first}=? AND +e.{second}=?", [value, other]);

    private IEnumerable<EntryWalk> Walks(string table, string found, string unfilled, object[] values)
    {
        // What is filled in between two pages is still read from the entries themselves: the border stays where the plan saw it.
        yield return new EntryWalk($"{table} f CROSS JOIN entry e ON e.pos=f.pos", found, values, "f.pos", Math.Min(_end, _filled));
        if (_end > _filled)
        {
            yield return new EntryWalk("entry e", $"e.pos>=? AND {unfilled}", [_filled, .. values], "e.pos", _end);
        }
    }

    /// <summary>One log in order of seq, cut to where the times asked for can be; null where they are nowhere.</summary>
    private EntryWalk? OfLog(long slot)
    {
        long size = LogSize.At(connection, slot, _end);
        if (query.After is null && query.Before is null)
        {
            return new EntryWalk("entry e", "e.slot=?", [slot], "e.seq", size);
        }

        SqliteStatement statement = connection["""
            SELECT MIN(pos), MAX(pos) FROM (
                SELECT pos FROM find_slot_at WHERE slot=?1 AND at>=?2 AND at<=?3
                UNION ALL SELECT pos FROM entry WHERE pos>=?4 AND +slot=?1 AND at>=?2 AND at<=?3)
            """]
            .Bind(slot)
            .Bind(query.After?.ToUnixTimeMilliseconds() ?? long.MinValue)
            .Bind(query.Before?.ToUnixTimeMilliseconds() ?? long.MaxValue)
            .Bind(_filled);
        (long First, long Last)? bounds = statement.Step() && !statement.IsNull(0) ? (statement.Integer(0), statement.Integer(1)) : null;
        statement.Reset();
        return bounds is { } found
            ? new EntryWalk("entry e", "e.slot=? AND e.seq>=?", [slot, LogSize.At(connection, slot, found.First)], "e.seq", Math.Min(size, LogSize.At(connection, slot, found.Last + 1)))
            : null;
    }

    private List<long> Slots(IReadOnlyCollection<string>? logs)
    {
        if (logs is null)
        {
            return [.. LogRow.All(connection).Select(row => row.Slot)];
        }

        return [.. logs.Distinct().Select(log => LogRow.Find(connection, log)).OfType<LogRow>().Where(row => row.Slot >= 0).Select(row => row.Slot)];
    }

    /// <summary>The action itself, or all recorded ones with the prefix: a skip along the table.</summary>
    private IEnumerable<string> Actions(string action)
    {
        if (!action.EndsWith('*'))
        {
            return [action];
        }

        string prefix = action[..^1];
        var actions = new SortedSet<string>(StringComparer.Ordinal);
        for (string? found = First("SELECT action FROM find_action WHERE action>=?1 ORDER BY action LIMIT 1", prefix);
            found?.StartsWith(prefix, StringComparison.Ordinal) == true && actions.Add(found);
            found = First("SELECT action FROM find_action WHERE action>?1 ORDER BY action LIMIT 1", found))
        {
        }

        SqliteStatement statement = connection["SELECT DISTINCT action FROM entry WHERE pos>=?1"].Bind(_filled);
        while (statement.Step())
        {
            actions.Add(statement.Text(0));
        }

        return actions.Where(found => found.StartsWith(prefix, StringComparison.Ordinal));
    }

    private string? First(string sql, string value)
    {
        SqliteStatement statement = connection[sql].Bind(value);
        string? action = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return action;
    }
}
