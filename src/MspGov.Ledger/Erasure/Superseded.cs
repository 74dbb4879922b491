using MspGov.Core.Register;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Erasure;

/// <summary>
/// Which details of a log the register of today can do without, because later entries replace what they said. Found by trying: the
/// register is folded again without them and compared; a row that would change gets its first and its last writer back. It costs
/// some folds of the ledger, so it is asked for details that are old, not at every erasure.
/// </summary>
internal sealed class Superseded
{
    // After so many trials all writers of a row that would change are kept at once.
    private const int CarefulTrials = 8;

    private readonly SqliteConnection _connection;
    private readonly long _slot;
    private readonly SortedDictionary<long, HashSet<(string, string)>> _rowsOf = [];

    private Superseded(SqliteConnection connection, long slot) => (_connection, _slot) = (connection, slot);

    /// <summary>Of these seqs, those that nothing needs.</summary>
    public static HashSet<long> Of(SqliteConnection connection, long slot, IEnumerable<long> seqs)
    {
        var superseded = new Superseded(connection, slot);
        foreach (long seq in seqs)
        {
            superseded._rowsOf[seq] = [];
        }

        return superseded.Find();
    }

    private HashSet<long> Find()
    {
        Dictionary<(string, string), byte[]> now = Fold([]);
        HashSet<long> needless = [.. _rowsOf.Keys];
        for (int trial = 1; needless.Count > 0; trial++)
        {
            HashSet<(string, string)> differing = Differing(now, Fold(needless));
            if (differing.Count == 0)
            {
                break;
            }

            List<long> back = [.. differing.SelectMany(row =>
            {
                List<long> writers = [.. needless.Where(seq => _rowsOf[seq].Contains(row)).Order()];
                return trial <= CarefulTrials && writers.Count > 0 ? [writers[0], writers[^1]] : writers;
            })];
            needless.ExceptWith(back.Count > 0 ? back : [.. needless]);
        }

        return needless;
    }

    private static HashSet<(string, string)> Differing(Dictionary<(string, string), byte[]> one, Dictionary<(string, string), byte[]> other) =>
        [.. one.Where(row => !other.TryGetValue(row.Key, out byte[]? json) || !json.AsSpan().SequenceEqual(row.Value)).Select(row => row.Key), .. other.Keys.Where(key => !one.ContainsKey(key))];

    private Dictionary<(string, string), byte[]> Fold(HashSet<long> without)
    {
        var register = new RebuiltRegister();
        SqliteStatement statement = _connection[$"SELECT {EntryReader.Columns}, e.action, e.slot, e.seq FROM entry e ORDER BY e.pos"];
        while (statement.Step())
        {
            bool ours = statement.Integer(5) == _slot;
            if (statement.IsNull(3) || !Folds.Handles(statement.Text(4)) || (ours && without.Contains(statement.Integer(6))))
            {
                continue;
            }

            register.Changed.Clear();
            Folds.Apply(register, EntryReader.Read(statement));
            if (ours && _rowsOf.TryGetValue(statement.Integer(6), out HashSet<(string, string)>? rows))
            {
                rows.UnionWith(register.Changed.Keys);
            }
        }

        return register.Rows.ToDictionary(row => (row.Kind, row.Key), row => row.Json!);
    }
}
