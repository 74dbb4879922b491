using MspGov.Core.Ledger;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>
/// Finds entries by the lookup tables. A query becomes one or more streams, each a walk along one of them in the order of append and
/// one through the few entries that are in none yet, merged by position: so the cost grows with the answer and not with the ledger.
/// Pages are read one at a time, so nothing is held open while the caller works.
/// </summary>
internal sealed class EntrySearch
{
    private const int Page = 256;
    private readonly ReaderPool _pool;
    private readonly EntryQuery _query;
    private readonly List<Stream> _streams;

    private EntrySearch(ReaderPool pool, EntryQuery query, List<Stream> streams) => (_pool, _query, _streams) = (pool, query, streams);

    /// <param name="Source">Tables, with <c>entry e</c> among them.</param>
    /// <param name="Condition">What a walk finds.</param>
    /// <param name="Parameters">Its parameters.</param>
    /// <param name="Order">Column that gives the order of append: a position, or seq within one log.</param>
    /// <param name="End">Bound of that column, exclusive.</param>
    private sealed record Stream(string Source, string Condition, object[] Parameters, string Order, long End)
    {
        public bool BySeq => Order == "e.seq";
    }

    public static EntrySearch Plan(ReaderPool pool, EntryQuery query) => pool.Read(connection =>
        new EntrySearch(pool, query, [.. new Planner(connection, query).Streams()]));

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

    private IEnumerable<(long Pos, EntryView Entry)> Walk(Stream stream)
    {
        long from = _query.Newest ? stream.End : -1;
        while (true)
        {
            List<(long, EntryView)> page = _pool.Read(connection => ReadPage(connection, stream, from));
            foreach ((long pos, EntryView entry) in page)
            {
                from = stream.BySeq ? entry.Seq : pos;
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
        string sql = $"SELECT {EntryReader.Columns} FROM {stream.Source} WHERE {stream.Condition}";
        void And(string condition, object value)
        {
            sql += " AND " + condition;
            parameters.Add(value);
        }

        And($"{stream.Order}{(_query.Newest ? "<" : ">")}?", from);
        And($"{stream.Order}<?", stream.End);
        Narrow(And);
        sql += $" ORDER BY {stream.Order} {(_query.Newest ? "DESC" : "ASC")} LIMIT {Page}";
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

    /// <summary>All that is asked for; what the walk finds by already is asked once more, which costs next to nothing.</summary>
    private void Narrow(Action<string, object> and)
    {
        if (_query.Operator is not null)
        {
            and("+e.operator=?", _query.Operator);
        }

        if (_query.Logs is not null)
        {
            string ids = string.Join(",", _query.Logs.Where(log => log.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')).Select(log => $"'{log}'"));
            and($"+e.slot IN (SELECT slot FROM log WHERE id IN ({ids})) AND 1=?", 1L);
        }

        if (_query.Action is { } action)
        {
            and(action.EndsWith('*') ? "substr(e.action,1,length(?))=" + Quote(action[..^1]) : "+e.action=?", action.EndsWith('*') ? action[..^1] : action);
        }

        if (_query.SubjectId is not null)
        {
            and("+e.subject=?", _query.SubjectId);
        }

        if (_query.Correlation is { } correlation)
        {
            and("+e.correlation=?", correlation.ToByteArray(bigEndian: true));
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

    /// <summary>Chooses the walks of a query, in the read transaction that fixes where the lookup tables end.</summary>
    private sealed class Planner(SqliteConnection connection, EntryQuery query)
    {
        private readonly long _filled = LookupTables.End(connection).Pos;
        private readonly long _end = EndOf(connection, query);

        public IEnumerable<Stream> Streams()
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
                    : [new Stream("entry e", "1=1", [], "e.pos", _end)];
            }

            IEnumerable<long> slots = Slots(query.Logs);
            return query.Action is not null && Actions(query.Action).ToArray() is var actions
                ? slots.SelectMany(slot => actions.SelectMany(action => Walks("find_slot_action", "slot", slot, "action", action)))
                : slots.Select(OfLog).OfType<Stream>();
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

        private IEnumerable<Stream> Walks(string table, string column, object value) => Walks(table, $"f.{column}=?", $"+e.{column}=?", [value]);

        private IEnumerable<Stream> Walks(string table, string first, object value, string second, object other) =>
            Walks(table, $"f.{first}=? AND f.{second}=?", $"+e.{first}=? AND +e.{second}=?", [value, other]);

        private IEnumerable<Stream> Walks(string table, string found, string unfilled, object[] values)
        {
            // What is filled in between two pages is still read from the entries themselves: the border stays where the plan saw it.
            yield return new Stream($"{table} f CROSS JOIN entry e ON e.pos=f.pos", found, values, "f.pos", Math.Min(_end, _filled));
            if (_end > _filled)
            {
                yield return new Stream("entry e", $"e.pos>=? AND {unfilled}", [_filled, .. values], "e.pos", _end);
            }
        }

        /// <summary>One log in order of seq, cut to where the times asked for can be; null where they are nowhere.</summary>
        private Stream? OfLog(long slot)
        {
            long size = LogSize.At(connection, slot, _end);
            if (query.After is null && query.Before is null)
            {
                return new Stream("entry e", "e.slot=?", [slot], "e.seq", size);
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
                ? new Stream("entry e", "e.slot=? AND e.seq>=?", [slot, LogSize.At(connection, slot, found.First)], "e.seq", Math.Min(size, LogSize.At(connection, slot, found.Last + 1)))
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
}
