using SQLitePCL;

namespace MspGov.Ledger.Sqlite;

/// <summary>A prepared statement that is used again and again. Parameters are bound by position, from 1.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private int _bound;

    public SqliteStatement(sqlite3 db, string sql)
    {
        _db = db;
        SqliteFault.Check(raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), db);
    }

    /// <summary>Makes it ready for new parameters; call before the first Bind.</summary>
    public SqliteStatement Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        _bound = 0;
        return this;
    }

    public SqliteStatement Bind(long value) => Bound(raw.sqlite3_bind_int64(_statement, ++_bound, value));

    public SqliteStatement Bind(long? value) => value is { } number ? Bind(number) : Bound(raw.sqlite3_bind_null(_statement, ++_bound));

    public SqliteStatement Bind(string? value) =>
        Bound(value is null ? raw.sqlite3_bind_null(_statement, ++_bound) : raw.sqlite3_bind_text(_statement, ++_bound, value));

    public SqliteStatement Bind(ReadOnlySpan<byte> value) =>
        Bound(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, ++_bound, 0) : raw.sqlite3_bind_blob(_statement, ++_bound, value));

    public SqliteStatement BindBlobOrNull(byte[]? value) => value is null ? Bind((string?)null) : Bind(value);

    /// <summary>Steps to the next row; false at the end, where the statement is reset.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        _ = raw.sqlite3_reset(_statement);
        SqliteFault.Check(code, _db);
        return false;
    }

    /// <summary>Runs a statement without rows; gives SQLite's code instead of throwing.</summary>
    public int Try()
    {
        int code = raw.sqlite3_step(_statement);
        _ = raw.sqlite3_reset(_statement);
        return code == raw.SQLITE_DONE ? raw.SQLITE_OK : code;
    }

    /// <summary>Runs it to the end.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Integer(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? OptionalInteger(int column) => IsNull(column) ? null : Integer(column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public string? OptionalText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A blob or text in SQLite's own memory, until the next step; empty for NULL.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public byte[]? OptionalBlob(int column) => IsNull(column) ? null : Blob(column);

    public void Dispose() => _statement.Dispose();

    private SqliteStatement Bound(int code)
    {
        SqliteFault.Check(code, _db);
        return this;
    }
}
