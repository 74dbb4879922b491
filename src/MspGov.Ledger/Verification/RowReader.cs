using System.Collections.Concurrent;
using System.Text;
using MspGov.Core.Ledger;
using MspGov.Core.Register;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Verification;

/// <summary>
/// Reads and checks the rows of a store slice by slice on several cores, each with a connection of its own to the same moment, some
/// slices ahead of who takes them, in order. Hashes are taken of SQLite's own memory: most records are never copied.
/// </summary>
internal sealed class RowReader
{
    private const int SliceRows = 512;

    // Larger ones are read again when their turn comes, so that the slices ahead stay small.
    private const int LargestKeptDetail = 16 << 10;

    private const string Hashed = "SELECT pos,slot,seq,epoch,action,leaf,record,salt,detail,erased_by FROM entry WHERE pos>=?1 AND pos<=?2 ORDER BY pos";
    private const string Whole = "SELECT pos,slot,seq,epoch,action,leaf,record,salt,detail,erased_by,at,operator,correlation,subject FROM entry WHERE pos>=?1 AND pos<=?2 ORDER BY pos";

    private readonly SqliteConnection _connection;
    private readonly KeyHistory? _keys;
    private readonly LookupAudit? _lookups;
    private readonly BlockingCollection<SqliteConnection> _idle = [];

    /// <param name="connection">Connection in the read transaction that says what is read.</param>
    /// <param name="keys">Log keys to check signatures by; null for a fast run, which parses only what the register is folded from.</param>
    /// <param name="lookups">Takes in lookup rows; null for a fast run.</param>
    public RowReader(SqliteConnection connection, KeyHistory? keys, LookupAudit? lookups) => (_connection, _keys, _lookups) = (connection, keys, lookups);

    /// <summary>All rows in the order of append, a slice at a time: every row that is there, whatever positions somebody gave them.</summary>
    /// <param name="cancellationToken">Stops between slices.</param>
    public IEnumerable<IReadOnlyList<EntryRow>> Slices(CancellationToken cancellationToken)
    {
        List<SqliteConnection> siblings = [];
        var ahead = new Queue<Task<List<EntryRow>>>();
        try
        {
            while (siblings.Count < Environment.ProcessorCount && OpenSibling() is { } sibling)
            {
                siblings.Add(sibling);
                _idle.Add(sibling, CancellationToken.None);
            }

            // Each has one slice in work and one done.
            int most = 2 * siblings.Count;
            for (long? next = FirstFrom(long.MinValue); next is { } first; next = first > long.MaxValue - SliceRows ? null : FirstFrom(first + SliceRows))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (siblings.Count == 0)
                {
                    yield return Read(_connection, first);
                    continue;
                }

                ahead.Enqueue(Task.Run(() => ReadAside(first), CancellationToken.None));
                if (ahead.Count > most)
                {
                    yield return ahead.Dequeue().GetAwaiter().GetResult();
                }
            }

            while (ahead.TryDequeue(out Task<List<EntryRow>>? slice))
            {
                yield return slice.GetAwaiter().GetResult();
            }
        }
        finally
        {
            Task.WhenAll(ahead).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            siblings.ForEach(sibling => sibling.Dispose());
        }
    }

    /// <summary>The detail of a row whose view was given without it.</summary>
    public byte[]? ReadDetail(long pos)
    {
        SqliteStatement statement = _connection["SELECT detail FROM entry WHERE pos=?1"].Bind(pos);
        byte[]? detail = statement.Step() ? statement.OptionalBlob(0) : null;
        statement.Reset();
        return detail;
    }

    /// <summary>A connection that sees what ours sees; null where somebody wrote in between.</summary>
    private SqliteConnection? OpenSibling()
    {
        SqliteConnection sibling = _connection.OpenSibling();
        // Rows are read once and in order: few pages, which stay in the processor's cache.
        sibling.Execute("PRAGMA cache_size=-256");
        // Whatever writes entries, or erases of them, writes an epoch.
        if (EpochRow.Last(sibling)?.Note == EpochRow.Last(_connection)?.Note)
        {
            return sibling;
        }

        sibling.Dispose();
        return null;
    }

    /// <summary>The first position that is taken from here on: an edit may leave gaps that nobody should walk through.</summary>
    private long? FirstFrom(long from)
    {
        SqliteStatement statement = _connection["SELECT pos FROM entry WHERE pos>=?1 ORDER BY pos LIMIT 1"].Bind(from);
        long? first = statement.Step() ? statement.Integer(0) : null;
        statement.Reset();
        return first;
    }

    private List<EntryRow> ReadAside(long from)
    {
        SqliteConnection connection = _idle.Take();
        try
        {
            return Read(connection, from);
        }
        finally
        {
            _idle.Add(connection);
        }
    }

    private List<EntryRow> Read(SqliteConnection connection, long from)
    {
        SqliteStatement statement = connection[_keys is null ? Hashed : Whole].Bind(from).Bind(from > long.MaxValue - SliceRows ? long.MaxValue : from + SliceRows - 1);
        var rows = new List<EntryRow>(SliceRows);
        while (statement.Step())
        {
            rows.Add(Check(statement));
        }

        return rows;
    }

    private EntryRow Check(SqliteStatement row)
    {
        ReadOnlySpan<byte> record = row.Bytes(6);
        bool salted = !row.IsNull(7), detailed = !row.IsNull(8), whole = salted && detailed;
        ReadOnlySpan<byte> detail = row.Bytes(8);
        byte[]? detailHash = whole ? Envelope.DetailHash(row.Bytes(7), detail) : null;
        bool parsed = _keys is not null || Folds.Handles(row.Text(4));
        CheckedEntry entry = parsed ? CheckedEntry.Of(record, _keys) : CheckedEntry.HashOnly(record);
        bool matches = detailHash is null || (!parsed && Envelope.EndsInDetail(record, detailHash));
        if (!matches)
        {
            // Every statement written here ends in the hash of its detail; one that does not is looked at in full.
            entry = parsed ? entry : CheckedEntry.Of(record, null);
            matches = entry.Statement is null || entry.Statement.Detail == HexText.Of(detailHash);
        }

        long? erasedBy = row.OptionalInteger(9);
        bool told = whole && erasedBy is null;
        bool kept = told && detail.Length <= LargestKeptDetail;
        bool hasSubject = _lookups is not null && !row.IsNull(13);
        return new EntryRow
        {
            Pos = row.Integer(0),
            Slot = row.Integer(1),
            Seq = row.Integer(2),
            Epoch = row.Integer(3),
            Entry = entry,
            LeafMatches = row.Bytes(5).SequenceEqual(entry.Leaf),
            DetailMatches = matches,
            ColumnsMatch = _keys is null || entry.Statement is null || ColumnsMatch(row, entry.Statement),
            IsWhole = whole,
            IsGone = !salted && !detailed,
            ErasedBy = erasedBy,
            View = parsed && entry.Statement is not null ? EntryReader.ToView(entry.Statement, entry.Envelope!.KeyId, row.Integer(3), kept ? detail.ToArray() : null) : null,
            DetailLeftOut = told && !kept,
            Lookups = _lookups?.OfEntry(row.Integer(0), row.Integer(1), row.Integer(10), row.Bytes(4), row.Bytes(11), row.Bytes(12), row.Bytes(13), hasSubject) ?? 1,
        };
    }

    /// <summary>Whether the columns, by which an entry is found, repeat what its record says.</summary>
    private static bool ColumnsMatch(SqliteStatement row, Statement statement)
    {
        Span<byte> correlation = stackalloc byte[16];
        Scalars.ParseUuid(statement.Correlation).TryWriteBytes(correlation, bigEndian: true, out _);
        return row.Integer(10) == statement.At.ToUnixTimeMilliseconds()
            && Same(row.Bytes(4), statement.Action)
            && Same(row.Bytes(11), statement.Operator)
            && row.Bytes(12).SequenceEqual(correlation)
            && (statement.Subject is null ? row.IsNull(13) : !row.IsNull(13) && Same(row.Bytes(13), statement.Subject.Id));
    }

    private static bool Same(ReadOnlySpan<byte> utf8, string text) => Encoding.UTF8.GetByteCount(text) == utf8.Length && Encoding.UTF8.GetString(utf8) == text;
}
