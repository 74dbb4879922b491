using SQLitePCL;

namespace MspGov.Ledger.Sqlite;

/// <summary>SQLite's online backup: one consistent state of a database, while other connections and processes go on writing.</summary>
internal static class OnlineBackup
{
    private const int Pages = 2_000;

    /// <summary>Copies a database into a new file, which becomes one file without a write-ahead log.</summary>
    public static void Copy(string from, string to, bool readOnly, CancellationToken cancellationToken)
    {
        using SqliteConnection source = SqliteConnection.Open(from, readOnly: readOnly);
        using SqliteConnection target = SqliteConnection.Open(to, create: true);
        // Holding one read transaction, the copy is of one moment and does not begin again when others commit.
        source.BeginRead();
        source["SELECT COUNT(*) FROM sqlite_schema"].Step();
        sqlite3_backup backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        int code;
        try
        {
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                code = raw.sqlite3_backup_step(backup, Pages);
            }
            while (code is raw.SQLITE_OK);
        }
        finally
        {
            _ = raw.sqlite3_backup_finish(backup);
            source.Rollback();
        }

        SqliteFault.Check(code, target.Handle);
        target.Execute("PRAGMA journal_mode=DELETE");
    }
}
