using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Verification;

/// <summary>
/// Which ids were seen: so many in memory, and from then on in a temporary database, so that a ledger of any size is verified in the
/// same memory. Ids of version 7 come nearly in order, which is what such a table takes in fastest.
/// </summary>
internal sealed class IdSet(int mostInMemory = 1 << 20) : IDisposable
{
    private readonly HashSet<Guid> _ids = [];
    private SqliteConnection? _rest;

    /// <summary>Adds an id; false when it was there.</summary>
    public bool Add(Guid id)
    {
        if (_ids.Count < mostInMemory)
        {
            return _ids.Add(id);
        }

        if (_rest is null)
        {
            _rest = SqliteConnection.OpenTemporary();
            _rest.Execute("CREATE TABLE id(id BLOB PRIMARY KEY) WITHOUT ROWID");
            _rest.Execute("BEGIN");
        }

        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        _rest["INSERT OR IGNORE INTO id(id) VALUES(?1)"].Bind(bytes).Run();
        return _rest.Changes > 0 && !_ids.Contains(id);
    }

    public void Dispose() => _rest?.Dispose();
}
