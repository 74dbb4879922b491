using MspGov.Core.Errors;
using SQLitePCL;

namespace MspGov.Ledger.Sqlite;

/// <summary>
/// One connection to a store's database, used by one thread at a time. Thin on purpose: an append is some thirty small
/// statements, and their overhead is what decides the ledger's speed.
/// </summary>
internal sealed class SqliteConnection : IDisposable
{
    private const int MemoryStatistics = 9; // SQLITE_CONFIG_MEMSTATUS
    private static readonly Version Oldest = new(3, 51, 3);
    private readonly Dictionary<string, SqliteStatement> _statements = [];
    private readonly sqlite3 _db;
    private readonly string _path;

    static SqliteConnection()
    {
        Batteries_V2.Init();
        // Counting all memory takes a lock at every allocation, for which connections on several cores wait. Nobody asks for the count.
        _ = raw.sqlite3_config(MemoryStatistics, 0);
    }

    private SqliteConnection(sqlite3 db, string path) => (_db, _path) = (db, path);

    /// <summary>The underlying handle, for online backup.</summary>
    public sqlite3 Handle => _db;

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => raw.sqlite3_changes(_db);

    /// <exception cref="GovException">NotWritable, Damaged, or TooNew when the SQLite that was loaded is too old.</exception>
    public static SqliteConnection Open(string path, bool create = false, bool readOnly = false)
    {
        string version = raw.sqlite3_libversion().utf8_to_string();
        if (Version.Parse(version) < Oldest)
        {
            throw StoreErrors.TooNew.With($"SQLite {version} was loaded; the store needs {Oldest} or later. Update the module.");
        }

        int flags = (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | (create ? raw.SQLITE_OPEN_CREATE : 0)) | raw.SQLITE_OPEN_NOMUTEX;
        int code = raw.sqlite3_open_v2(path, out sqlite3 db, flags, null);
        if (code != raw.SQLITE_OK)
        {
            string message = raw.sqlite3_errmsg(db).utf8_to_string();
            db.Dispose();
            throw SqliteFault.Of(code, message);
        }

        _ = raw.sqlite3_extended_result_codes(db, 1);
        var connection = new SqliteConnection(db, path);
        try
        {
            connection.Execute("PRAGMA busy_timeout=2000");
            connection.Execute("PRAGMA foreign_keys=OFF");
            connection.Execute("PRAGMA cache_size=-16384");
            if (!readOnly)
            {
                connection.Execute("PRAGMA journal_mode=WAL");
                connection.Execute("PRAGMA synchronous=FULL");
                connection.Execute("PRAGMA fullfsync=ON");
                connection.Execute("PRAGMA checkpoint_fullfsync=ON");
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A database of its own that is gone when it is closed: in memory while it is small, then in a temporary file.</summary>
    public static SqliteConnection OpenTemporary()
    {
        SqliteFault.Check(raw.sqlite3_open_v2("", out sqlite3 db, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null), db);
        var connection = new SqliteConnection(db, "");
        connection.Execute("PRAGMA journal_mode=OFF");
        connection.Execute("PRAGMA synchronous=OFF");
        return connection;
    }

    /// <summary>The prepared statement of that text, reset; prepared once a connection.</summary>
    public SqliteStatement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
            {
                _statements[sql] = statement = new SqliteStatement(_db, sql);
            }

            return statement.Reset();
        }
    }

    /// <summary>Runs statements once, without preparing them for reuse.</summary>
    public void Execute(string sql)
    {
        int code = raw.sqlite3_exec(_db, sql, out string message);
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFault.Of(raw.sqlite3_extended_errcode(_db), message ?? raw.sqlite3_errmsg(_db).utf8_to_string());
        }
    }

    /// <summary>Begins to write; false when another connection is writing.</summary>
    public bool TryBeginImmediate()
    {
        int code = this["BEGIN IMMEDIATE"].Try();
        if ((code & 0xFF) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return false;
        }

        SqliteFault.Check(code, _db);
        return true;
    }

    /// <summary>
    /// Another connection in a read transaction, at the moment that this one reads where SQLite can give it: not for a write-ahead
    /// log that nothing was written to yet. Who needs the same moment compares what the two see.
    /// </summary>
    public SqliteConnection OpenSibling()
    {
        SqliteConnection sibling = Open(_path, readOnly: true);
        // Also what makes a connection know that the file is in WAL mode; before that it opens no snapshot.
        sibling.Execute("PRAGMA journal_mode");
        sibling.BeginRead();
        if (raw.sqlite3_snapshot_get(_db, "main", out sqlite3_snapshot moment) == raw.SQLITE_OK)
        {
            _ = raw.sqlite3_snapshot_open(sibling._db, "main", moment);
            raw.sqlite3_snapshot_free(moment);
        }

        return sibling;
    }

    public void BeginRead() => Execute("BEGIN");

    /// <exception cref="GovException">The commit failed; nothing was recorded.</exception>
    public void Commit() => this["COMMIT"].Run();

    /// <summary>Undoes what is open, if anything is.</summary>
    public void Rollback()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Reset();
        }

        if (raw.sqlite3_get_autocommit(_db) == 0)
        {
            _ = raw.sqlite3_exec(_db, "ROLLBACK");
        }
    }

    public void Dispose()
    {
        foreach (SqliteStatement statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _db.Dispose();
    }
}
