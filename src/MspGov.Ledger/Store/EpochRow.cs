using MspGov.Ledger.Encodings;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>One commit: its leaf in the global log, and the checkpoint made with it.</summary>
internal sealed record EpochRow(long Epoch, long FirstPos, byte[] LeafBytes, string Note, bool Published)
{
    private const string Columns = "SELECT epoch,first_pos,leaf,note,published FROM epoch";

    private EpochLeaf? _leaf;
    private string? _checkpointHash;

    public EpochLeaf Leaf => _leaf ??= EpochLeaf.Parse(LeafBytes);

    /// <summary>The checkpoint's text: what is signed, hashed and timestamped.</summary>
    public string CheckpointText => TextOf(Note);

    public string CheckpointHash => _checkpointHash ??= HexText.Of(Checkpoint.HashOf(CheckpointText));

    /// <summary>Text of a note.</summary>
    public static string TextOf(string note) => note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)];

    public static EpochRow? Last(SqliteConnection connection) => One(connection[Columns + " ORDER BY epoch DESC LIMIT 1"]);

    public static EpochRow? Find(SqliteConnection connection, long epoch) => One(connection[Columns + " WHERE epoch=?1"].Bind(epoch));

    public static EpochRow? LastPublished(SqliteConnection connection) =>
        One(connection[Columns + " WHERE published=1 ORDER BY epoch DESC LIMIT 1"]);

    /// <summary>The epoch in force at a time: the last of those with the latest time that is not after it.</summary>
    public static long? AsOf(SqliteConnection connection, DateTimeOffset at)
    {
        SqliteStatement statement = connection["SELECT epoch FROM epoch WHERE at<=?1 ORDER BY at DESC, epoch DESC LIMIT 1"].Bind(at.ToUnixTimeMilliseconds());
        long? epoch = statement.Step() ? statement.Integer(0) : null;
        statement.Reset();
        return epoch;
    }

    /// <summary>Published epochs, newest first.</summary>
    public static IEnumerable<EpochRow> AllPublished(SqliteConnection connection, int most)
    {
        const string Sql = Columns + " WHERE published=1 ORDER BY epoch DESC LIMIT ?1";
        SqliteStatement statement = connection[Sql].Bind(most);
        while (statement.Step())
        {
            yield return Of(statement);
        }
    }

    public void Insert(SqliteConnection connection, DateTimeOffset at) =>
        connection["INSERT INTO epoch(epoch,at,first_pos,leaf,note,published) VALUES(?1,?2,?3,?4,?5,?6)"]
            .Bind(Epoch).Bind(at.ToUnixTimeMilliseconds()).Bind(FirstPos).Bind(LeafBytes).Bind(Note).Bind(Published ? 1 : 0).Run();

    private static EpochRow? One(SqliteStatement statement)
    {
        EpochRow? row = statement.Step() ? Of(statement) : null;
        statement.Reset();
        return row;
    }

    private static EpochRow Of(SqliteStatement statement) =>
        new(statement.Integer(0), statement.Integer(1), statement.Blob(2), statement.Text(3), statement.Integer(4) == 1);
}
