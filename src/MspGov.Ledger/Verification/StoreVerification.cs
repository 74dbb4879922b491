using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Verification;

/// <summary>
/// Re-reads a whole store in one read transaction (LEDGER section 9): records and details against their hashes, trees, signatures,
/// every epoch and its checkpoint, one slot a log, projections against the fold, and every action against the policy of its time.
/// Memory is flat but for the register itself; records are hashed and their signatures checked on all cores.
/// </summary>
internal sealed class StoreVerification
{
    private readonly SqliteConnection _connection;
    private readonly StoreFolder _folder;
    private readonly LedgerVerification _options;
    private readonly FindingList _findings = new();
    private readonly RowReader _rows;
    private readonly LookupAudit? _lookups;
    private readonly EpochAudit _epochs;
    private readonly RegisterAudit _register;
    private long _erased;
    private long _entries;

    private StoreVerification(SqliteConnection connection, StoreFolder folder, byte[] secret, LedgerVerification options, IdSet ids)
    {
        (_connection, _folder, _options) = (connection, folder, options);
        KeyHistory keys = KeyLog.Read(connection);
        _lookups = options.Fast ? null : new LookupAudit(connection);
        _rows = new RowReader(connection, options.Fast ? null : keys, _lookups);
        _epochs = new EpochAudit(connection, folder, secret, keys, _findings, ids, _lookups);
        _register = new RegisterAudit(connection, _findings, replay: !options.Fast);
    }

    public static VerificationReport Run(SqliteConnection connection, StoreFolder folder, byte[] secret, LedgerVerification options, CancellationToken cancellationToken)
    {
        using var ids = new IdSet();
        try
        {
            return new StoreVerification(connection, folder, secret, options, ids).Run(cancellationToken);
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

    private VerificationReport Run(CancellationToken cancellationToken)
    {
        long total = StoreInspection.Of(_folder, _connection).Entries;
        foreach (IReadOnlyList<EntryRow> slice in _rows.Slices(cancellationToken))
        {
            foreach (EntryRow row in slice)
            {
                Next(row);
            }

            _options.Progress?.Invoke(_entries, total);
        }

        _epochs.End(_register);
        _register.End();
        _lookups?.End(_findings);
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

    private void Next(in EntryRow row)
    {
        _findings.Demand(row.Pos == _entries, 0, "PositionGap", $"Position {_entries} is missing.", row.Seq);
        _entries = row.Pos + 1;
        _findings.Demand(row.LeafMatches, 0, "LeafHashWrong", $"The stored hash of entry {row.Seq} in slot {row.Slot} is not its record's.", row.Seq);
        _findings.Demand(row.DetailMatches, 7, "DetailMismatch", $"The detail of entry {row.Seq} in slot {row.Slot} does not match its hash.", row.Seq);
        _epochs.Next(row.Epoch, row.Slot, row.Seq, row.Entry, _register);
        _findings.Demand(row.ColumnsMatch, 0, "IndexWrong", $"The columns of entry {row.Seq} in slot {row.Slot} do not say what its record says.", row.Seq);
        _lookups?.Add(row.Lookups);
        Erasure(row);
        if (row.View is { } view)
        {
            _register.Next(row.DetailLeftOut ? view with { Detail = _rows.ReadDetail(row.Pos) } : view);
        }
    }

    private void Erasure(in EntryRow row)
    {
        if (row.ErasedBy is { } eraser)
        {
            _erased++;
            _findings.Demand(row.IsGone, 0, "ErasedNotGone", $"The detail of entry {row.Seq} is marked erased and still there.", row.Seq);
            _findings.Demand(ErasureLog.Names(_connection, row.Slot, eraser, row.Seq), 7, "ErasureUnproven", $"The detail of entry {row.Seq} in slot {row.Slot} is gone, and no erasure names it.", row.Seq);
        }
        else
        {
            _findings.Demand(row.IsWhole, 7, "DetailMissing", $"The detail of entry {row.Seq} in slot {row.Slot} is missing.", row.Seq);
        }
    }
}
