using MspGov.Core.Errors;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>Whether a database extends what was seen of it before.</summary>
internal static class RollbackCheck
{
    /// <exception cref="GovException">RolledBack.</exception>
    public static void Demand(SqliteConnection connection, Mark mark, string path)
    {
        Demand(connection, mark.Epochs, mark.Checkpoint, path);
        Demand(connection, mark.Published, mark.PublishedCheckpoint, path);
    }

    private static void Demand(SqliteConnection connection, long epochs, string checkpoint, string path)
    {
        if (epochs == 0)
        {
            return;
        }

        EpochRow? row = EpochRow.Find(connection, epochs - 1);
        if (row is null)
        {
            throw StoreErrors.RolledBack.With(
                $"The store at '{path}' ends before epoch {epochs - 1}, which was seen on this machine: it was rolled back or swapped. If that was a restore, have it recorded: Restore-GovernanceStore, from the newest backup or from this store itself.");
        }

        if (row.CheckpointHash != checkpoint)
        {
            throw StoreErrors.RolledBack.With(
                $"Epoch {epochs - 1} of the store at '{path}' is not the one that was seen on this machine: the store was rewritten or swapped. If that was a restore, have it recorded: Restore-GovernanceStore, from the newest backup or from this store itself.");
        }
    }
}
