using MspGov.Core.Ledger;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>
/// Finds entries by the lookup tables. A query becomes one or more walks, each along one of them in the order of append and
/// one through the few entries that are in none yet, merged by position: so the cost grows with the answer and not with the ledger (an action within times costs all of that action).
/// Pages are read one at a time, so nothing is held open while the caller works.
/// </summary>
internal sealed class EntrySearch
{
    private const int Page = 256;
    private readonly ReaderPool _pool;
    private readonly EntryQuery _query;
    private readonly List<EntryWalk> _walks;

    private EntrySearch(ReaderPool pool, EntryQuery query, List<EntryWalk> walks) => (_pool, _query, _walks) = (pool, query, walks);

    public static EntrySearch Plan(ReaderPool pool, EntryQuery query) => pool.Read(connection =>
        new EntrySearch(pool, query, [.. new EntryPlanner(connection, query).Walks()]));

    public IEnumerable<EntryView> Run(CancellationToken cancellationToken)
    {
        var queue = new PriorityQueue<(EntryView Entry, IEnumerator<(long Pos, EntryView Entry)> Others), long>();
        foreach (EntryWalk walk in _walks)
        {
            Enqueue(queue, Walk(walk).GetEnumerator());
        }

        int given = 0;
        while (queue.TryDequeue(out (EntryView Entry, IEnumerator<(long, EntryView)> Others) next, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return next.Entry;
            if (++given == _query.First)
            {
                yield break;
            }

            Enqueue(queue, next.Others);
        }
    }

    private IEnumerable<(long Pos, EntryView Entry)> Walk(EntryWalk walk)
    {
        long from = _query.Newest ? walk.End : -1;
        while (true)
        {
            List<(long, EntryView)> page = _pool.Read(connection => ReadPage(connection, walk, from));
            foreach ((long pos, EntryView entry) in page)
            {
                from = walk.BySeq ? entry.Seq : pos;
                yield return (pos, entry);
            }

            if (page.Count < Page)
            {
                yield break;
            }
        }
    }

    private List<(long, EntryView)> ReadPage(SqliteConnection connection, EntryWalk walk, long from)
    {
        var parameters = new List<object>(walk.Parameters);
        string sql = $"SELECT {EntryReader.Columns} FROM {walk.Source} WHERE {walk.Condition}";
        void And(string condition, object value)
        {
            sql += " AND " + condition;
            parameters.Add(value);
        }

        And($"{walk.Order}{(_query.Newest ? "<" : ">")}?", from);
        And($"{walk.Order}<?", walk.End);
        Narrow(And);
        sql += $" ORDER BY {walk.Order} {(_query.Newest ? "DESC" : "ASC")} LIMIT {Page}";
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
            and(action.EndsWith('*') ? "instr(e.action, ?)=1" : "+e.action=?", action.EndsWith('*') ? action[..^1] : action);
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

    private void Enqueue(
        PriorityQueue<(EntryView, IEnumerator<(long Pos, EntryView Entry)>), long> queue, IEnumerator<(long Pos, EntryView Entry)> walk)
    {
        if (walk.MoveNext())
        {
            queue.Enqueue((walk.Current.Entry, walk), _query.Newest ? -walk.Current.Pos : walk.Current.Pos);
        }
        else
        {
            walk.Dispose();
        }
    }
}
