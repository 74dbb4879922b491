using MspGov.Ledger.Encodings;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>One commit: its leaf in the global log, and the checkpoint made with it.</summary>
internal sealed record EpochRow(long Epoch, DateTimeOffset At, long FirstPos, byte[] LeafBytes, string Note, bool Published)
{
    private const string Columns = "SELECT epoch,at,first_pos,leaf,note,published FROM epoch";

    private EpochLeaf? _leaf;
    private Checkpoint? _checkpoint;
    private byte[]? _checkpointDigest;
    private string? _checkpointHash;

    /// <exception cref="LedgerFormatException">The stored leaf is malformed.</exception>
    public EpochLeaf Leaf
    {
        get => _leaf ??= EpochLeaf.Parse(LeafBytes);
        init => _leaf = value;
    }

    /// <exception cref="LedgerFormatException">The stored note is malformed.</exception>
    public Checkpoint Checkpoint
    {
        get => _checkpoint ??= Checkpoint.Parse(CheckpointText);
        init => _checkpoint = value;
    }

    /// <summary>The checkpoint's text: what is signed, hashed and timestamped.</summary>
    public string CheckpointText => TextOf(Note);

    /// <summary>What the next epoch leaf names the checkpoint by.</summary>
    public byte[] CheckpointDigest => _checkpointDigest ??= Checkpoint.HashOf(CheckpointText);

    /// <summary>The same in hex.</summary>
    public string CheckpointHash => _checkpointHash ??= HexText.Of(CheckpointDigest);

    /// <summary>Text of a note.</summary>
    public static string TextOf(string note) => note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)];

    public static EpochRow? Last(SqliteConnection connection) => One(connection[Columns + " ORDER BY epoch DESC LIMIT 1"]);

    public static EpochRow? Find(SqliteConnection connection, long epoch) => One(connection[Columns + " WHERE epoch=?1"].Bind(epoch));

    public static EpochRow? LastPublished(SqliteConnection connection) =>
        One(connection[Columns + " WHERE published=1 ORDER BY epoch DESC LIMIT 1"]);

    /// <summary>The epoch in force at a time: the last of those with the latest time that is not after it.</summary>
    public static long? AsOf(SqliteConnection connection, DateTimeOffset at)
    {
        SqliteStatement statement = connection["""
            SELECT epoch FROM (
                SELECT * FROM (SELECT at,epoch FROM find_epoch_at WHERE at<=?1 ORDER BY at DESC, epoch DESC LIMIT 1)
                UNION ALL SELECT at,epoch FROM epoch WHERE epoch>=?2 AND at<=?1)
            ORDER BY at DESC, epoch DESC LIMIT 1
            """].Bind(at.ToUnixTimeMilliseconds()).Bind(LookupTables.End(connection).Epoch);
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

    public void Insert(SqliteConnection connection) =>
        connection["INSERT INTO epoch(epoch,at,first_pos,leaf,note,published) VALUES(?1,?2,?3,?4,?5,?6)"]
            .Bind(Epoch).Bind(At.ToUnixTimeMilliseconds()).Bind(FirstPos).Bind(LeafBytes).Bind(Note).Bind(Published ? 1 : 0).Run();

    private static EpochRow? One(SqliteStatement statement)
    {
        EpochRow? row = statement.Step() ? Of(statement) : null;
        statement.Reset();
        return row;
    }

    private static EpochRow Of(SqliteStatement statement) =>
        new(statement.Integer(0), DateTimeOffset.FromUnixTimeMilliseconds(statement.Integer(1)), statement.Integer(2), statement.Blob(3), statement.Text(4), statement.Integer(5) == 1);
}
