using MspGov.Core.Ledger;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>
/// Finds entries by index. A query becomes one or more streams, each a walk along one index in the order of append, merged by
/// position: so the cost grows with the answer and not with the ledger. Pages are read one at a time, so nothing is held open
/// while the caller works.
/// </summary>
internal sealed class EntrySearch
{
    private const int Page = 256;
    private readonly ReaderPool _pool;
    private readonly EntryQuery _query;
    private readonly List<Stream> _streams;

    private EntrySearch(ReaderPool pool, EntryQuery query, List<Stream> streams) => (_pool, _query, _streams) = (pool, query, streams);

    /// <param name="Condition">What an index finds.</param>
    /// <param name="Parameters">Its parameters.</param>
    /// <param name="Order">Column that the index gives the order of append by: <c>pos</c>, or <c>seq</c> within one log.</param>
    /// <param name="End">Bound of that column, exclusive.</param>
    private sealed record Stream(string Condition, object[] Parameters, string Order, long End);

    public static EntrySearch Plan(ReaderPool pool, EntryQuery query) => pool.Read(connection =>
    {
        long end = EndOf(connection, query);
        return new EntrySearch(pool, query, [.. StreamsOf(connection, query, end)]);
    });

    public IEnumerable<EntryView> Run(CancellationToken cancellationToken)
    {
        var queue = new PriorityQueue<(EntryView Entry, IEnumerator<(long Pos, EntryView Entry)> Stream), long>();
        foreach (Stream stream in _streams)
        {
            Enqueue(queue, Walk(stream).GetEnumerator());
        }

        int given = 0;
        while (queue.TryDequeue(out (EntryView Entry, IEnumerator<(long, EntryView)> Stream) next, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return next.Entry;
            if (++given == _query.First)
            {
                yield break;
            }

            Enqueue(queue, next.Stream);
        }
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

    private static IEnumerable<Stream> StreamsOf(SqliteConnection connection, EntryQuery query, long end)
    {
        if (query.Correlation is { } correlation)
        {
            return [new Stream("e.correlation=?", [correlation.ToByteArray(bigEndian: true)], "pos", end)];
        }

        if (query.SubjectId is not null)
        {
            return [new Stream("e.subject=?", [query.SubjectId], "pos", end)];
        }

        string[]? actions = query.Action is null ? null : [.. ActionsOf(connection, query.Action)];
        if (query.Logs is null && query.After is null && query.Before is null)
        {
            return actions is not null ? actions.Select(action => new Stream("e.action=?", [action], "pos", end))
                : query.Operator is not null ? [new Stream("e.operator=?", [query.Operator], "pos", end)]
                : [new Stream("1=1", [], "pos", end)];
        }

        IEnumerable<long> slots = SlotsOf(connection, query.Logs);
        return actions is not null
            ? slots.SelectMany(slot => actions.Select(action => new Stream("e.slot=? AND e.action=?", [slot, action], "pos", end)))
            : slots.Select(slot => OfLog(connection, query, slot, end)).OfType<Stream>();
    }

    /// <summary>One log in order of seq, cut to where the times asked for can be; null where they are nowhere.</summary>
    private static Stream? OfLog(SqliteConnection connection, EntryQuery query, long slot, long end)
    {
        long size = LogSize.At(connection, slot, end);
        if (query.After is null && query.Before is null)
        {
            return new Stream("e.slot=?", [slot], "seq", size);
        }

        SqliteStatement statement = connection["SELECT MIN(pos), MAX(pos) FROM entry WHERE slot=?1 AND at>=?2 AND at<=?3"]
            .Bind(slot)
            .Bind(query.After?.ToUnixTimeMilliseconds() ?? long.MinValue)
            .Bind(query.Before?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        (long First, long Last)? bounds = statement.Step() && !statement.IsNull(0) ? (statement.Integer(0), statement.Integer(1)) : null;
        statement.Reset();
        return bounds is { } found
            ? new Stream("e.slot=? AND e.seq>=?", [slot, LogSize.At(connection, slot, found.First)], "seq", Math.Min(size, LogSize.At(connection, slot, found.Last + 1)))
            : null;
    }

    private static List<long> SlotsOf(SqliteConnection connection, IReadOnlyCollection<string>? logs)
    {
        if (logs is null)
        {
            return [.. LogRow.All(connection).Select(row => row.Slot)];
        }

        return [.. logs.Distinct().Select(log => LogRow.Find(connection, log)).OfType<LogRow>().Where(row => row.Slot >= 0).Select(row => row.Slot)];
    }

    /// <summary>The action itself, or all recorded ones with the prefix: a skip along the index.</summary>
    private static IEnumerable<string> ActionsOf(SqliteConnection connection, string action)
    {
        if (!action.EndsWith('*'))
        {
            yield return action;
            yield break;
        }

        string prefix = action[..^1];
        for (string? found = Next(connection, "action>=?1", prefix);
            found?.StartsWith(prefix, StringComparison.Ordinal) == true;
            found = Next(connection, "action>?1", found))
        {
            yield return found;
        }
    }

    private static string? Next(SqliteConnection connection, string condition, string value)
    {
        SqliteStatement statement = connection[$"SELECT action FROM entry WHERE {condition} ORDER BY action LIMIT 1"].Bind(value);
        string? action = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return action;
    }

    private IEnumerable<(long Pos, EntryView Entry)> Walk(Stream stream)
    {
        long from = _query.Newest ? stream.End : -1;
        while (true)
        {
            List<(long, EntryView)> page = _pool.Read(connection => ReadPage(connection, stream, from));
            foreach ((long pos, EntryView entry) in page)
            {
                from = stream.Order == "seq" ? entry.Seq : pos;
                yield return (pos, entry);
            }

            if (page.Count < Page)
            {
                yield break;
            }
        }
    }

    private List<(long, EntryView)> ReadPage(SqliteConnection connection, Stream stream, long from)
    {
        var parameters = new List<object>(stream.Parameters);
        string sql = $"SELECT {EntryReader.Columns} FROM entry e JOIN detail d ON d.pos=e.pos WHERE {stream.Condition}";
        void And(string condition, object value)
        {
            sql += " AND " + condition;
            parameters.Add(value);
        }

        And($"e.{stream.Order}{(_query.Newest ? "<" : ">")}?", from);
        And($"e.{stream.Order}<?", stream.End);
        Narrow(stream, And);
        sql += $" ORDER BY e.{stream.Order} {(_query.Newest ? "DESC" : "ASC")} LIMIT {Page}";
        SqliteStatement statement = connection[sql];
        foreach (object value in parameters)
        {
            _ = value switch
            {
                long number => statement.Bind(number),
                byte[] blob => statement.Bind(blob.AsSpan()),
                _ => statement.Bind((string)value),
            };
        }

        var page = new List<(long, EntryView)>();
        while (statement.Step())
        {
            page.Add((statement.Integer(0), EntryReader.Read(statement)));
        }

        return page;
    }

    private void Narrow(Stream stream, Action<string, object> and)
    {
        bool bySlot = stream.Condition.Contains("e.slot", StringComparison.Ordinal);
        if (_query.Operator is not null && !stream.Condition.Contains("e.operator", StringComparison.Ordinal))
        {
            and("+e.operator=?", _query.Operator);
        }

        if (_query.Logs is not null && !bySlot)
        {
            string ids = string.Join(",", _query.Logs.Where(log => log.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')).Select(log => $"'{log}'"));
            and($"e.slot IN (SELECT slot FROM log WHERE id IN ({ids})) AND 1=?", 1L);
        }

        if (_query.Action is { } action && !stream.Condition.Contains("e.action", StringComparison.Ordinal))
        {
            and(action.EndsWith('*') ? "substr(e.action,1,length(?))=" + Quote(action[..^1]) : "+e.action=?", action.EndsWith('*') ? action[..^1] : action);
        }

        if (_query.SubjectId is not null && !stream.Condition.Contains("e.subject", StringComparison.Ordinal))
        {
            and("+e.subject=?", _query.SubjectId);
        }

        if (_query.After is { } after)
        {
            and("+e.at>=?", after.ToUnixTimeMilliseconds());
        }

        if (_query.Before is { } before)
        {
            and("+e.at<=?", before.ToUnixTimeMilliseconds());
        }

        if (_query.FirstSeq is { } first)
        {
            and("e.seq>=?", first);
        }
    }

    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private void Enqueue(
        PriorityQueue<(EntryView, IEnumerator<(long Pos, EntryView Entry)>), long> queue, IEnumerator<(long Pos, EntryView Entry)> stream)
    {
        if (stream.MoveNext())
        {
            queue.Enqueue((stream.Current.Entry, stream), _query.Newest ? -stream.Current.Pos : stream.Current.Pos);
        }
        else
        {
            stream.Dispose();
        }
    }
}
