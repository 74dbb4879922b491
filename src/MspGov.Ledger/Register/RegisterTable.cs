using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Register;

/// <summary>Rows of the register in the database, now or as they stood at the end of an epoch.</summary>
internal static class RegisterTable
{
    /// <summary>JSON of the document under the key, or null.</summary>
    public static byte[]? Get(SqliteConnection connection, string kind, string key, long? epoch)
    {
        SqliteStatement statement = epoch is { } asOf
            ? connection["""
                SELECT json, to_epoch FROM register WHERE kind=?1 AND key=?2 AND from_epoch<=?3 ORDER BY from_epoch DESC LIMIT 1
                """].Bind(kind).Bind(key).Bind(asOf)
            : connection["SELECT json, to_epoch FROM register WHERE kind=?1 AND key=?2 AND to_epoch IS NULL"].Bind(kind).Bind(key);
        byte[]? json = statement.Step() && (statement.OptionalInteger(1) is not { } to || to > epoch) ? statement.Blob(0) : null;
        statement.Reset();
        return json;
    }

    /// <summary>JSON of the documents of a kind.</summary>
    public static List<byte[]> List(SqliteConnection connection, string kind, string? tenant, string? state, long? epoch)
    {
        string sql = "SELECT json FROM register WHERE kind=?"
            + (epoch is null ? " AND to_epoch IS NULL" : " AND from_epoch<=? AND (to_epoch IS NULL OR to_epoch>?)")
            + (tenant is null ? "" : " AND tenant=?")
            + (state is null ? "" : " AND state=?");
        SqliteStatement statement = connection[sql].Bind(kind);
        if (epoch is { } asOf)
        {
            statement.Bind(asOf).Bind(asOf);
        }

        if (tenant is not null)
        {
            statement.Bind(tenant);
        }

        if (state is not null)
        {
            statement.Bind(state);
        }

        var rows = new List<byte[]>();
        while (statement.Step())
        {
            rows.Add(statement.Blob(0));
        }

        return rows;
    }

    /// <summary>Puts or removes a row as of an epoch, closing the one before it.</summary>
    public static void Write(SqliteConnection connection, RegisterRow row, long epoch)
    {
        connection["DELETE FROM register WHERE kind=?1 AND key=?2 AND from_epoch=?3"].Bind(row.Kind).Bind(row.Key).Bind(epoch).Run();
        connection["UPDATE register SET to_epoch=?3 WHERE kind=?1 AND key=?2 AND to_epoch IS NULL"].Bind(row.Kind).Bind(row.Key).Bind(epoch).Run();
        if (row.Json is not null)
        {
            connection["INSERT INTO register(kind,key,from_epoch,tenant,state,json) VALUES(?1,?2,?3,?4,?5,?6)"]
                .Bind(row.Kind).Bind(row.Key).Bind(epoch).Bind(row.Tenant).Bind(row.State).Bind(row.Json).Run();
        }
    }
}
