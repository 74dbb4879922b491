using MspGov.Ledger.Merkle;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>A log as its row says: head, and the compact range that the next append continues.</summary>
internal sealed record LogRow(long Slot, string Id, byte[] Salt, long Size, byte[] Root, byte[] Frontier, byte[]? LastLeaf)
{
    private const string Columns = "SELECT slot,id,salt,size,root,frontier,last_leaf FROM log";

    public static LogRow? Find(SqliteConnection connection, string id)
    {
        SqliteStatement statement = connection[Columns + " WHERE id=?1"].Bind(id);
        LogRow? row = statement.Step() ? Of(statement) : null;
        statement.Reset();
        return row;
    }

    public static List<LogRow> All(SqliteConnection connection)
    {
        SqliteStatement statement = connection[Columns + " WHERE slot>=0 ORDER BY slot"];
        var rows = new List<LogRow>();
        while (statement.Step())
        {
            rows.Add(Of(statement));
        }

        return rows;
    }

    /// <summary>The compact range of all its leaves.</summary>
    public CompactRange Range()
    {
        byte[][] hashes = new byte[Frontier.Length / TreeHash.Size][];
        for (int i = 0; i < hashes.Length; i++)
        {
            hashes[i] = Frontier[(i * TreeHash.Size)..((i + 1) * TreeHash.Size)];
        }

        return new CompactRange(0, Size, hashes);
    }

    public void Save(SqliteConnection connection)
    {
        connection["UPDATE log SET size=?2,root=?3,frontier=?4,last_leaf=?5 WHERE slot=?1"].Bind(Slot).Bind(Size).Bind(Root).Bind(Frontier).BindBlobOrNull(LastLeaf).Run();
        if (connection.Changes == 0)
        {
            connection["INSERT INTO log(slot,id,salt,size,root,frontier,last_leaf) VALUES(?1,?2,?3,?4,?5,?6,?7)"]
                .Bind(Slot).Bind(Id).Bind(Salt).Bind(Size).Bind(Root).Bind(Frontier).BindBlobOrNull(LastLeaf).Run();
        }
    }

    private static LogRow Of(SqliteStatement statement) => new(
        statement.Integer(0), statement.Text(1), statement.Blob(2), statement.Integer(3), statement.Blob(4), statement.Blob(5), statement.OptionalBlob(6));
}
