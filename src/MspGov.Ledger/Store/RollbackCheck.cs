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
                $"The store at '{path}' ends before epoch {epochs - 1}, which was seen on this machine: it was rolled back or swapped. Put back the newest copy of the whole store folder; going on from an older one is not possible in this version.");
        }

        if (row.CheckpointHash != checkpoint)
        {
            throw StoreErrors.RolledBack.With(
                $"Epoch {epochs - 1} of the store at '{path}' is not the one that was seen on this machine: the store was rewritten or swapped. Put back the newest copy of the whole store folder; going on from an older one is not possible in this version.");
        }
    }
}
