using SQLitePCL;

namespace MspGov.Benchmarks.Ledger;

/// <summary>The baseline: a SQLite writer that inserts the same bytes with the same pragmas and knows nothing of ledgers. No index, two prepared statements.</summary>
internal sealed class BareWriter : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _entry;
    private readonly sqlite3_stmt _detail;
    private long _pos;

    public BareWriter(string path)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open(path, out _db));
        foreach (string sql in new[]
        {
            "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA fullfsync=ON", "PRAGMA checkpoint_fullfsync=ON", "PRAGMA cache_size=-16384", "PRAGMA secure_delete=ON",
            "CREATE TABLE entry(pos INTEGER PRIMARY KEY, record BLOB NOT NULL)", "CREATE TABLE detail(pos INTEGER PRIMARY KEY, salt BLOB, detail BLOB)",
        })
        {
            Check(raw.sqlite3_exec(_db, sql));
        }

        Check(raw.sqlite3_prepare_v3(_db, "INSERT INTO entry VALUES(?1,?2)", raw.SQLITE_PREPARE_PERSISTENT, out _entry));
        Check(raw.sqlite3_prepare_v3(_db, "INSERT INTO detail VALUES(?1,?2,?3)", raw.SQLITE_PREPARE_PERSISTENT, out _detail));
    }

    public void Commit(int rows, byte[] record, byte[] salt, byte[] detail)
    {
        Check(raw.sqlite3_exec(_db, "BEGIN IMMEDIATE"));
        for (int i = 0; i < rows; i++)
        {
            _ = raw.sqlite3_bind_int64(_entry, 1, _pos);
            _ = raw.sqlite3_bind_blob(_entry, 2, record);
            Check(raw.sqlite3_step(_entry));
            _ = raw.sqlite3_reset(_entry);
            _ = raw.sqlite3_bind_int64(_detail, 1, _pos++);
            _ = raw.sqlite3_bind_blob(_detail, 2, salt);
            _ = raw.sqlite3_bind_blob(_detail, 3, detail);
            Check(raw.sqlite3_step(_detail));
            _ = raw.sqlite3_reset(_detail);
        }

        Check(raw.sqlite3_exec(_db, "COMMIT"));
    }

    public void Dispose()
    {
        _entry.Dispose();
        _detail.Dispose();
        _db.Dispose();
    }

    private static void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            throw new InvalidOperationException($"SQLite says {code}.");
        }
    }
}
