using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>
/// What finds entries by action, time, operator, correlation or subject, and epochs by time. An index of SQLite's would write a page
/// for each of them with every commit, several times what the entry itself costs; these are filled for some hundred entries at
/// once, and whoever asks looks through the few that came since as well (<see cref="End"/>).
/// </summary>
internal static class LookupTables
{
    // So many that a commit's share of filling is small, so few that looking through them costs less than a query.
    private const long MostUnfilled = 256;

    private static readonly string[] Sources =
    [
        "INSERT INTO find_action SELECT action,pos FROM entry WHERE pos>=?1 AND pos<?2 ORDER BY action,pos",
        "INSERT INTO find_slot_action SELECT slot,action,pos FROM entry WHERE pos>=?1 AND pos<?2 ORDER BY slot,action,pos",
        "INSERT INTO find_slot_at SELECT slot,at,pos FROM entry WHERE pos>=?1 AND pos<?2 ORDER BY slot,at,pos",
        "INSERT INTO find_operator SELECT operator,pos FROM entry WHERE pos>=?1 AND pos<?2 ORDER BY operator,pos",
        "INSERT INTO find_correlation SELECT correlation,pos FROM entry WHERE pos>=?1 AND pos<?2 ORDER BY correlation,pos",
        "INSERT INTO find_subject SELECT subject,pos FROM entry WHERE pos>=?1 AND pos<?2 AND subject IS NOT NULL ORDER BY subject,pos",
    ];

    public static void Create(SqliteConnection connection) => connection.Execute("""
        CREATE TABLE find_action(action TEXT, pos INTEGER, PRIMARY KEY(action, pos)) WITHOUT ROWID;
        CREATE TABLE find_slot_action(slot INTEGER, action TEXT, pos INTEGER, PRIMARY KEY(slot, action, pos)) WITHOUT ROWID;
        CREATE TABLE find_slot_at(slot INTEGER, at INTEGER, pos INTEGER, PRIMARY KEY(slot, at, pos)) WITHOUT ROWID;
        CREATE TABLE find_operator(operator TEXT, pos INTEGER, PRIMARY KEY(operator, pos)) WITHOUT ROWID;
        CREATE TABLE find_correlation(correlation BLOB, pos INTEGER, PRIMARY KEY(correlation, pos)) WITHOUT ROWID;
        CREATE TABLE find_subject(subject TEXT, pos INTEGER, PRIMARY KEY(subject, pos)) WITHOUT ROWID;
        CREATE TABLE find_epoch_at(at INTEGER, epoch INTEGER, PRIMARY KEY(at, epoch)) WITHOUT ROWID;
        CREATE TABLE find_end(one INTEGER PRIMARY KEY CHECK(one = 1), pos INTEGER NOT NULL, epoch INTEGER NOT NULL);
        INSERT INTO find_end VALUES(1, 0, 0);
        """);

    /// <summary>The position and the epoch from which on nothing was filled in yet.</summary>
    public static (long Pos, long Epoch) End(SqliteConnection connection)
    {
        SqliteStatement statement = connection["SELECT pos,epoch FROM find_end"];
        (long, long) end = statement.Step() ? (statement.Integer(0), statement.Integer(1)) : (0, 0);
        statement.Reset();
        return end;
    }

    /// <summary>Fills the tables when enough entries have come; within the transaction of a commit.</summary>
    /// <param name="connection">Connection with a writing transaction.</param>
    /// <param name="pos">End of the entries.</param>
    /// <param name="epoch">End of the epochs.</param>
    public static void Fill(SqliteConnection connection, long pos, long epoch)
    {
        (long fromPos, long fromEpoch) = End(connection);
        if (pos - fromPos < MostUnfilled)
        {
            return;
        }

        foreach (string source in Sources)
        {
            connection[source].Bind(fromPos).Bind(pos).Run();
        }

        connection["INSERT INTO find_epoch_at SELECT at,epoch FROM epoch WHERE epoch>=?1 AND epoch<?2 ORDER BY at,epoch"].Bind(fromEpoch).Bind(epoch).Run();
        connection["UPDATE find_end SET pos=?1,epoch=?2"].Bind(pos).Bind(epoch).Run();
    }
}
