using System.Collections.Concurrent;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>Connections for reading; each read is one transaction, so it sees one moment.</summary>
internal sealed class ReaderPool(string database) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _closed;

    public T Read<T>(Func<SqliteConnection, T> read)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        SqliteConnection connection = _idle.TryTake(out SqliteConnection? idle) ? idle : SqliteConnection.Open(database);
        try
        {
            connection.BeginRead();
            return read(connection);
        }
        finally
        {
            connection.Rollback();
            _idle.Add(connection);
            if (_closed)
            {
                CloseIdle();
            }
        }
    }

    public void Dispose()
    {
        _closed = true;
        CloseIdle();
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out SqliteConnection? connection))
        {
            connection.Dispose();
        }
    }
}
