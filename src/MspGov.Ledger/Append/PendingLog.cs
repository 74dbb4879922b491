using MspGov.Core.Errors;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Append;

/// <summary>A log that a commit appends to: its row as it was, and its tree as it grows.</summary>
internal sealed class PendingLog
{
    private readonly CompactRange _range;
    private readonly LogRow _before;

    private PendingLog(LogRow before, bool isNew)
    {
        (_before, IsNew) = (before, isNew);
        _range = before.Range();
        LastLeaf = before.LastLeaf;
        // The frontier must give the root that the log's row, and by it the signed heads tree, states.
        if (!_range.Root().AsSpan().SequenceEqual(before.Root))
        {
            throw LedgerErrors.Invalid.With($"The tree of log '{before.Id}' does not give its root. Nothing was recorded: run Test-AuditLedger.");
        }
    }

    public bool IsNew { get; }

    public string Id => _before.Id;

    public long Slot => _before.Slot;

    public long Size => _range.End;

    public byte[]? LastLeaf { get; private set; }

    /// <summary>The head as the last epoch signed it.</summary>
    public HeadLeaf HeadBefore(string ledger) => new(ledger, Slot, Id, _before.Size, _before.Root, _before.Salt);

    public HeadLeaf HeadNow(string ledger) => new(ledger, Slot, Id, Size, _range.Root(), _before.Salt);

    public static PendingLog Open(LogRow row) => new(row, isNew: false);

    public static PendingLog Create(string id, long slot, byte[] secret) =>
        new(new LogRow(slot, id, HeadLeaf.SaltOf(secret, id), 0, TreeHash.Empty, [], null), isNew: true);

    public void Append(SqliteConnection connection, byte[] leaf)
    {
        _range.Append(leaf, (level, index, hash) => NodeTable.Keep(connection, Slot, level, index, hash));
        LastLeaf = leaf;
    }

    public void Save(SqliteConnection connection) =>
        (_before with { Size = Size, Root = _range.Root(), Frontier = _range.HashBytes, LastLeaf = LastLeaf }).Save(connection);
}
