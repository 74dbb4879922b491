using System.Text;
using MspGov.Core.Errors;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Append;

/// <summary>Turns a batch into an epoch: heads, heads tree, epoch leaf, global log, checkpoint (LEDGER sections 1 and 4).</summary>
internal sealed class EpochSeal(SqliteConnection connection, LedgerContext context, EpochRow? last, string incarnation)
{
    /// <summary>Writes the epoch of a batch.</summary>
    /// <param name="batch">What is committed.</param>
    /// <param name="keys">Keys to sign with; more than one pair at a rotation, the old first.</param>
    /// <param name="publish">Whether the checkpoint leaves the store.</param>
    public EpochRow Write(AppendBatch batch, IReadOnlyList<LedgerKeyPair> keys, bool publish)
    {
        EpochLeaf? lastLeaf = last?.Leaf;
        long slots = HeadsTable.SlotsFor(batch.LogCount, lastLeaf?.Slots ?? 0);
        byte[] headsRoot = WriteHeads(batch, lastLeaf, slots);
        foreach (RegisterRow row in batch.RegisterRows)
        {
            RegisterTable.Write(connection, row, batch.Epoch);
        }

        DateTimeOffset now = Scalars.ToMilliseconds(context.Time.GetUtcNow());
        var leaf = new EpochLeaf(
            context.Ledger, batch.Epoch, slots, headsRoot, last?.CheckpointDigest,
            now > batch.LatestAt ? now : batch.LatestAt, incarnation);
        byte[] leafBytes = leaf.ToBytes();
        var checkpoint = new Checkpoint(context.Folder.Origin, batch.Epoch + 1, AppendToGlobal(leafBytes));
        byte[] textBytes = Encoding.UTF8.GetBytes(checkpoint.Text);
        IEnumerable<NoteSignature> signatures = keys.Select(pair => pair.SignEcdsa(textBytes));
        if (publish)
        {
            signatures = signatures.Concat(keys.Select(pair => pair.SignEd25519(textBytes)));
        }

        var epoch = new EpochRow(batch.Epoch, leaf.At, batch.FirstPos, leafBytes, new SignedNote(checkpoint.Text, [.. signatures]).ToString(), publish) { Leaf = leaf, Checkpoint = checkpoint };
        epoch.Insert(connection);
        LookupTables.Fill(connection, batch.EndPos, batch.Epoch + 1);
        return epoch;
    }

    private byte[] WriteHeads(AppendBatch batch, EpochLeaf? lastLeaf, long slots)
    {
        var heads = new HeadsTable(connection, context.Secret);
        if (lastLeaf is not null)
        {
            foreach (PendingLog log in batch.Logs.Where(log => !log.IsNew))
            {
                heads.Expect(lastLeaf.Slots, log.Slot, TreeHash.Leaf(log.HeadBefore(context.Ledger).ToBytes()), lastLeaf.HeadsRoot);
            }
        }

        foreach (PendingLog log in batch.Logs)
        {
            log.Save(connection);
        }

        if (lastLeaf is null || lastLeaf.Slots != slots)
        {
            heads.Rebuild(slots, [.. LogRow.All(connection).Select(row => new HeadLeaf(context.Ledger, row.Slot, row.Id, row.Size, row.Root, row.Salt))]);
        }
        else
        {
            foreach (PendingLog log in batch.Logs)
            {
                heads.Set(slots, log.Slot, TreeHash.Leaf(log.HeadNow(context.Ledger).ToBytes()));
            }
        }

        heads.Flush();
        return heads.Root();
    }

    private byte[] AppendToGlobal(byte[] leafBytes)
    {
        LogRow row = LogRow.Find(connection, GlobalLog) ?? new LogRow(Schema.GlobalSlot, GlobalLog, [], 0, TreeHash.Empty, [], null);
        CompactRange range = row.Range();
        if (last is not null && !last.Checkpoint.Root.AsSpan().SequenceEqual(range.Root()))
        {
            throw LedgerErrors.Invalid.With("The global log does not give the root of the last checkpoint. Nothing was recorded: run Test-AuditLedger.");
        }

        range.Append(TreeHash.Leaf(leafBytes), (level, index, hash) => NodeTable.Keep(connection, Schema.GlobalSlot, level, index, hash));
        byte[] root = range.Root();
        (row with { Size = range.End, Root = root, Frontier = range.HashBytes }).Save(connection);
        return root;
    }

    /// <summary>Id of the global log's row; no tenant can have it.</summary>
    private const string GlobalLog = "*";
}
