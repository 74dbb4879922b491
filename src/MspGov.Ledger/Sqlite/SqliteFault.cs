using MspGov.Core.Errors;
using SQLitePCL;

namespace MspGov.Ledger.Sqlite;

/// <summary>Turns SQLite's result codes into the errors users know.</summary>
internal static class SqliteFault
{
    public static void Check(int code, sqlite3 db)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw Of(code, raw.sqlite3_errmsg(db).utf8_to_string());
        }
    }

    public static GovException Of(int code, string message) => (code & 0xFF) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => StoreErrors.Busy.With($"Another process is writing to the store and did not finish in time ({message}). Try again, or wait longer."),
        raw.SQLITE_FULL => StoreErrors.DiskFull.With("No space is left on the store's disk. Nothing was recorded; free some space and try again."),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_CANTOPEN or raw.SQLITE_AUTH => StoreErrors.NotWritable.With($"The store cannot be opened for writing ({message}). Check rights on its folder and files."),
        raw.SQLITE_IOERR => StoreErrors.NotWritable.With($"The store's disk failed ({message}). Nothing was recorded."),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => StoreErrors.Damaged.With($"The store's database is damaged ({message}). Restore the newest backup with Restore-GovernanceStore."),
        _ => StoreErrors.Damaged.With($"The store's database refused a statement ({code}: {message})."),
    };
}
