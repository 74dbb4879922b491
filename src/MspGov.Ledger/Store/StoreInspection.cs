using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>What a store is, and whether it is fit to be opened.</summary>
internal static class StoreInspection
{
    public static StoreInfo Of(StoreFolder folder, SqliteConnection connection) => new()
    {
        Path = folder.Path,
        LedgerId = folder.LedgerId,
        Origin = folder.Origin,
        Epochs = One(connection, "SELECT COALESCE(MAX(epoch)+1,0) FROM epoch"),
        Entries = One(connection, "SELECT COALESCE(MAX(pos)+1,0) FROM entry"),
        Tenants = new SnapshotRegister(connection, null).List<TenantDocument>(state: "active").Count,
        CreatedAt = folder.CreatedAt,
    };

    /// <summary>Demands that the store is whole enough to work with: ours, not rolled back, its last checkpoint signed by its keys.</summary>
    public static void Demand(StoreFolder folder, SqliteConnection connection)
    {
        Schema.Check(connection);
        EpochRow last = EpochRow.Last(connection) ?? throw StoreErrors.Damaged.With($"The store at '{folder.Path}' holds no epoch: its creation was cut short. Delete the folder and create it again.");
        if (!HighWaterMark.IsInFolder(folder))
        {
            throw StoreErrors.RolledBack.With($"The store at '{folder.Path}' has lost its high-water mark, so a rollback could not be told. Restore-GovernanceStore goes on from the newest backup, or from this store itself.");
        }

        using (HighWaterMark mark = HighWaterMark.Open(folder))
        {
            foreach (Mark seen in mark.ReadEach(folder.LedgerId).OfType<Mark>())
            {
                RollbackCheck.Demand(connection, seen, folder.Path);
            }
        }

        CheckLast(folder, connection, last);
    }

    private static void CheckLast(StoreFolder folder, SqliteConnection connection, EpochRow last)
    {
        KeyHistory keys = KeyLog.Read(connection);
        try
        {
            Checkpoint checkpoint = last.Checkpoint;
            bool signed = SignedNote.Parse(last.Note).VerifiedBy(keys.Vkeys).Any(signature => signature.Key.Type == NoteKeyType.Ecdsa);
            if (!signed || checkpoint.Origin != folder.Origin || checkpoint.Size != last.Epoch + 1 || last.Leaf.Ledger != folder.LedgerId)
            {
                throw new LedgerFormatException("The last checkpoint is not this ledger's.");
            }
        }
        catch (LedgerFormatException e)
        {
            throw LedgerErrors.Invalid.With($"The store at '{folder.Path}' does not hold together: {e.Message} Restore the newest backup with Restore-GovernanceStore.", e);
        }
    }

    private static long One(SqliteConnection connection, string sql)
    {
        SqliteStatement statement = connection[sql];
        statement.Step();
        long value = statement.Integer(0);
        statement.Reset();
        return value;
    }
}
