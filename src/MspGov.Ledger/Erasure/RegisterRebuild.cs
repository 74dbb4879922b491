using MspGov.Core.Register;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Erasure;

/// <summary>The register with its whole history, folded again from the entries whose details are there.</summary>
internal sealed class RegisterRebuild
{
    private readonly Dictionary<(string Kind, string Key), int> _current = [];
    private readonly List<(RegisterRow Row, long From, long? To)> _rows = [];

    private RegisterRebuild()
    {
    }

    /// <summary>Rows of today, by kind and key.</summary>
    public IEnumerable<RegisterRow> Now => _current.Values.Select(index => _rows[index].Row);

    /// <summary>Folds all entries up to an epoch, exclusive.</summary>
    public static RegisterRebuild From(SqliteConnection connection, long endEpoch)
    {
        var rebuild = new RegisterRebuild();
        var register = new RebuiltRegister();
        SqliteStatement statement = connection[$"SELECT {EntryReader.Columns}, e.action FROM entry e WHERE e.epoch<?1 ORDER BY e.pos"].Bind(endEpoch);
        long epoch = 0;
        while (statement.Step())
        {
            if (statement.Integer(1) != epoch)
            {
                rebuild.Close(register, epoch);
                epoch = statement.Integer(1);
            }

            if (Folds.Handles(statement.Text(4)) && !statement.IsNull(3))
            {
                Folds.Apply(register, EntryReader.Read(statement));
            }
        }

        rebuild.Close(register, epoch);
        return rebuild;
    }

    /// <summary>Puts it in the place of the stored one.</summary>
    public void Save(SqliteConnection connection)
    {
        connection["DELETE FROM register"].Run();
        foreach ((RegisterRow row, long from, long? to) in _rows)
        {
            connection["INSERT INTO register(kind,key,from_epoch,to_epoch,tenant,state,json) VALUES(?1,?2,?3,?4,?5,?6,?7)"]
                .Bind(row.Kind).Bind(row.Key).Bind(from).Bind(to).Bind(row.Tenant).Bind(row.State).Bind(row.Json).Run();
        }
    }

    private void Close(RebuiltRegister register, long epoch)
    {
        foreach (((string, string) key, RegisterRow row) in register.Changed)
        {
            if (_current.Remove(key, out int before))
            {
                _rows[before] = _rows[before] with { To = epoch };
            }

            if (row.Json is not null)
            {
                _current[key] = _rows.Count;
                _rows.Add((row, epoch, null));
            }
        }

        register.Changed.Clear();
    }
}
