using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Verification;

/// <summary>
/// Re-reads a whole store in one read transaction (LEDGER section 9): records and details against their hashes, trees, signatures,
/// every epoch and its checkpoint, one slot a log, projections against the fold, and every action against the policy of its time.
/// Memory is flat but for one id an entry and the register itself; records are hashed and their signatures checked on all cores.
/// </summary>
internal sealed class StoreVerification
{
    private const int BatchEntries = 2048;
    private const long BatchBytes = 8 << 20;
    private const int BatchesAhead = 3;
    private readonly SqliteConnection _connection;
    private readonly StoreFolder _folder;
    private readonly LedgerVerification _options;
    private readonly FindingList _findings = new();
    private readonly KeyHistory _keys;
    private readonly EpochAudit _epochs;
    private readonly RegisterAudit _register;
    private long _erased;
    private long _entries;

    private StoreVerification(SqliteConnection connection, StoreFolder folder, byte[] secret, LedgerVerification options)
    {
        (_connection, _folder, _options) = (connection, folder, options);
        _keys = KeyLog.Read(connection);
        _epochs = new EpochAudit(connection, folder, secret, _keys, _findings, options.Fast);
        _register = new RegisterAudit(connection, _findings, replay: !options.Fast);
    }

    public static VerificationReport Run(SqliteConnection connection, StoreFolder folder, byte[] secret, LedgerVerification options, CancellationToken cancellationToken)
    {
        try
        {
            return new StoreVerification(connection, folder, secret, options).Run(cancellationToken);
        }
        catch (Core.Errors.GovException e) when (e.Definition == Core.Errors.LedgerErrors.Invalid)
        {
            return new VerificationReport
            {
                Verdict = Verdict.Invalid,
                Findings = [new Finding(6, "KeysLogUnreadable", null, e.Message)],
                Path = folder.Path,
                LedgerId = folder.LedgerId,
            };
        }
    }

    private sealed record Row(long Pos, long Slot, long Seq, long Epoch, string Action, byte[] Leaf, byte[] Record, byte[]? Salt, byte[]? Detail, long? ErasedBy, StatementColumns? Columns);

    private VerificationReport Run(CancellationToken cancellationToken)
    {
        long total = StoreInspection.Of(_folder, _connection).Entries;
        // Other cores check some batches ahead, while this thread reads the next ones and takes in those that are checked, in order.
        var ahead = new Queue<(List<Row> Rows, Task<(CheckedEntry, bool)[]> Checked)>();
        foreach (List<Row> batch in Batches())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ahead.Enqueue((batch, Task.Run(() => Check(batch), CancellationToken.None)));
            if (ahead.Count > BatchesAhead)
            {
                Take(ahead.Dequeue());
                _options.Progress?.Invoke(_entries, total);
            }
        }

        while (ahead.TryDequeue(out (List<Row>, Task<(CheckedEntry, bool)[]>) batch))
        {
            Take(batch);
        }

        _epochs.End(_register);
        _register.End();
        _options.Progress?.Invoke(_entries, total);
        return new VerificationReport
        {
            Verdict = _findings.Count > 0 ? Verdict.Invalid : Verdict.ValidNotAnchored,
            Findings = _findings.InOrder(),
            Notes = _findings.Notes,
            Path = _folder.Path,
            LedgerId = _folder.LedgerId,
            Entries = _entries,
            Epochs = _epochs.Count,
            Erased = _erased,
        };
    }

    /// <summary>Rows in the order of append, so many or so many bytes at a time.</summary>
    private IEnumerable<List<Row>> Batches()
    {
        var batch = new List<Row>(BatchEntries);
        long bytes = 0;
        foreach (Row row in Rows())
        {
            batch.Add(row);
            bytes += row.Record.Length + (row.Detail?.Length ?? 0);
            if (batch.Count == BatchEntries || bytes > BatchBytes)
            {
                yield return batch;
                batch = new List<Row>(BatchEntries);
                bytes = 0;
            }
        }

        yield return batch;
    }

    private IEnumerable<Row> Rows()
    {
        SqliteStatement statement = _connection["""
            SELECT e.pos,e.slot,e.seq,e.epoch,e.action,e.leaf,e.record,d.salt,d.detail,d.erased_by,e.at,e.operator,e.correlation,e.subject,e.id
            FROM entry e LEFT JOIN detail d ON d.pos=e.pos ORDER BY e.pos
            """];
        while (statement.Step())
        {
            string action = statement.Text(4);
            yield return new Row(
                statement.Integer(0), statement.Integer(1), statement.Integer(2), statement.Integer(3), action, statement.Blob(5), statement.Blob(6),
                statement.OptionalBlob(7), statement.OptionalBlob(8), statement.OptionalInteger(9), IsParsed(action) ? ColumnsOf(statement) : null);
        }
    }

    private static StatementColumns ColumnsOf(SqliteStatement statement) =>
        new(statement.Integer(10), statement.Text(11), statement.Blob(12), statement.OptionalText(13), statement.Blob(14));

    /// <summary>A fast run parses only what it folds.</summary>
    private bool IsParsed(string action) => !_options.Fast || Core.Register.Folds.Handles(action);

    private (CheckedEntry Entry, bool DetailMatches)[] Check(List<Row> batch)
    {
        var entries = new (CheckedEntry Entry, bool DetailMatches)[batch.Count];
        Parallel.For(0, batch.Count, i => entries[i] = Check(batch[i]));
        return entries;
    }

    private (CheckedEntry Entry, bool DetailMatches) Check(Row row)
    {
        if (row.Columns is null)
        {
            (CheckedEntry hashed, bool same) = CheckedEntry.HashOnly(row.Record, row.Salt, row.Detail);
            if (same)
            {
                return (hashed, true);
            }
        }

        CheckedEntry entry = CheckedEntry.Of(row.Record, _options.Fast ? null : _keys);
        bool matches = row.Detail is null || row.Salt is null || entry.Statement is null
            || HexText.Of(Envelope.DetailHash(row.Salt, row.Detail)) == entry.Statement.Detail;
        return (entry, matches);
    }

    private void Take((List<Row> Rows, Task<(CheckedEntry Entry, bool DetailMatches)[]> Checked) batch)
    {
        (CheckedEntry Entry, bool DetailMatches)[] entries = batch.Checked.GetAwaiter().GetResult();
        for (int i = 0; i < entries.Length; i++)
        {
            Next(batch.Rows[i], entries[i].Entry, entries[i].DetailMatches);
        }
    }

    private void Next(Row row, CheckedEntry entry, bool detailMatches)
    {
        _findings.Demand(row.Pos == _entries, 0, "PositionGap", $"Position {_entries} is missing.", row.Seq);
        _entries = row.Pos + 1;
        _findings.Demand(row.Leaf.AsSpan().SequenceEqual(entry.Leaf), 0, "LeafHashWrong", $"The stored hash of entry {row.Seq} in slot {row.Slot} is not its record's.", row.Seq);
        _findings.Demand(detailMatches, 7, "DetailMismatch", $"The detail of entry {row.Seq} in slot {row.Slot} does not match its hash.", row.Seq);
        _epochs.Next(row.Epoch, row.Slot, row.Seq, entry, _register);
        if (entry.Statement is { } statement && row.Columns is { } columns)
        {
            _findings.Demand(columns.Match(statement, row.Action), 0, "IndexWrong", $"The columns of entry {row.Seq} in slot {row.Slot} do not say what its record says.", row.Seq);
        }

        Erasure(row);
        if (entry.Statement is not null && entry.Envelope is not null && row.Columns is not null)
        {
            _register.Next(EntryReader.ToView(entry.Statement, entry.Envelope.KeyId, row.Epoch, row.ErasedBy is null ? row.Detail : null));
        }
    }

    private void Erasure(Row row)
    {
        if (row.ErasedBy is { } eraser)
        {
            _erased++;
            _findings.Demand(row.Detail is null && row.Salt is null, 0, "ErasedNotGone", $"The detail of entry {row.Seq} is marked erased and still there.", row.Seq);
            _findings.Demand(ErasureLog.Names(_connection, row.Slot, eraser, row.Seq), 7, "ErasureUnproven", $"The detail of entry {row.Seq} in slot {row.Slot} is gone, and no erasure names it.", row.Seq);
        }
        else
        {
            _findings.Demand(row.Detail is not null && row.Salt is not null, 7, "DetailMissing", $"The detail of entry {row.Seq} in slot {row.Slot} is missing.", row.Seq);
        }
    }
}
