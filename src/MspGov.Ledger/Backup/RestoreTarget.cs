using System.Globalization;
using MspGov.Core.Errors;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Backup;

/// <summary>Where a store is restored to. What stands there is never deleted: it is set aside.</summary>
internal sealed class RestoreTarget(string path, string ledgerId, TimeProvider time)
{
    /// <summary>The store that stands there; null when there is none.</summary>
    public StoreFolder? Store { get; private set; }

    /// <summary>Demands a free place, or a store of the same ledger that no process has open.</summary>
    /// <exception cref="GovException">StoreNotRecognised, StoreAlreadyExists, StoreBusy.</exception>
    public void Check()
    {
        if (File.Exists(path))
        {
            throw StoreErrors.NotAStore.With($"'{path}' is a file. Choose a folder for the store.");
        }

        if (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any())
        {
            return;
        }

        Store = StoreFolder.Open(path);
        if (Store.LedgerId != ledgerId)
        {
            throw StoreErrors.AlreadyExists.With($"At '{path}' stands the store of another ledger ({Store.LedgerId}). Choose another path.");
        }

        DemandUnused(Store.Database);
    }

    /// <summary>Moves what stands there aside and the restored store in. Gives the new path of the old one, or null.</summary>
    public string? Replace(string staged)
    {
        string? aside = null;
        StoreFiles.Writing(path, () =>
        {
            if (Store is not null)
            {
                DemandUnused(Store.Database);
                aside = Free();
                Directory.Move(path, aside);
            }
            else if (Directory.Exists(path))
            {
                Directory.Delete(path);
            }

            Directory.Move(staged, path);
        });
        return aside;
    }

    // A database can leave WAL mode only while nobody else has it open. One that is too damaged for that is not in use either.
    private static void DemandUnused(string database)
    {
        if (!File.Exists(database))
        {
            return;
        }

        try
        {
            using SqliteConnection connection = SqliteConnection.Open(database);
            connection.Execute("PRAGMA busy_timeout=0");
            connection.Execute("PRAGMA journal_mode=DELETE");
        }
        catch (GovException e) when (e.Definition == StoreErrors.Busy)
        {
            throw StoreErrors.Busy.With("A session of this or another process has the store open. Disconnect-GovernanceStore everywhere, then restore again.", e);
        }
        catch (GovException e) when (e.Definition == StoreErrors.Damaged || e.Definition == StoreErrors.NotWritable)
        {
            // Set aside as it is.
        }
    }

    private string Free()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Path.TrimEndingDirectorySeparator(path)}.before-restore-{time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        int n = 1;
        string free = name;
        while (Directory.Exists(free) || File.Exists(free))
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{++n}");
        }

        return free;
    }
}
