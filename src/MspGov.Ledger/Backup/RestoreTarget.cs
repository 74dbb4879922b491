using System.Globalization;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Backup;

/// <summary>Where a store is restored to. What stands there is never deleted: it is set aside.</summary>
internal sealed class RestoreTarget(string path, string ledgerId, TimeProvider time)
{
    private const string SetAside = ".before-restore-";

    /// <summary>The store that stands there; null when there is none.</summary>
    public StoreFolder? Store { get; private set; }

    /// <summary>
    /// Takes back an exchange of stores that a process died over, so that what stood at the path stands there again. To be called
    /// before anything else is looked at: the path may be what is restored from, too.
    /// </summary>
    public static void TakeBack(string path)
    {
        string exchange = Exchange(path);
        StoreFiles.Writing(path, () =>
        {
            if (!File.Exists(exchange))
            {
                return;
            }

            string aside = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(File.ReadAllText(exchange)));
            if (!Directory.Exists(path) && Path.GetFileName(aside).StartsWith(Path.GetFileName(path) + SetAside, StringComparison.Ordinal) && Directory.Exists(aside))
            {
                Directory.Move(aside, path);
            }

            File.Delete(exchange);
        });
    }

    /// <summary>Whether a restore to the path died between taking the old store away and putting the new one in.</summary>
    public static bool IsBetween(string path) => File.Exists(Exchange(path)) && !Directory.Exists(path);

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
            throw StoreErrors.AlreadyExists.With(Succeeds(Store.Database)
                ? $"At '{path}' stands the successor ({Store.LedgerId}) of this ledger already. Connect to it with Connect-GovernanceStore, or choose another path."
                : $"At '{path}' stands the store of another ledger ({Store.LedgerId}). Choose another path.");
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
                OwnerOnlyFile.Replace(Exchange(path), Encoding.UTF8.GetBytes(Path.GetFileName(aside)));
                Directory.Move(path, aside);
            }
            else if (Directory.Exists(path))
            {
                Directory.Delete(path);
            }

            Directory.Move(staged, path);
            File.Delete(Exchange(path));
        });
        return aside;
    }

    // Two folders cannot be exchanged in one step everywhere: this file names the one that was set aside while neither stands there.
    private static string Exchange(string path) => path + ".exchange";

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

    private bool Succeeds(string database)
    {
        try
        {
            using SqliteConnection connection = SqliteConnection.Open(database);
            SqliteStatement statement = connection["SELECT detail FROM entry WHERE action=?1 AND detail IS NOT NULL"].Bind(LedgerActions.Succeed);
            bool succeeds = statement.Step() && CoreJson.FromBytes<SucceedDetail>(statement.Blob(0)).Predecessor == ledgerId;
            statement.Reset();
            return succeeds;
        }
        catch (Exception e) when (e is GovException or FormatException)
        {
            return false;
        }
    }

    private string Free()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Path.TrimEndingDirectorySeparator(path)}{SetAside}{time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        int n = 1;
        string free = name;
        while (Directory.Exists(free) || File.Exists(free))
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{++n}");
        }

        return free;
    }
}
