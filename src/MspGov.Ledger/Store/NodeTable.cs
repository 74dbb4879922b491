using MspGov.Ledger.Merkle;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>
/// Interior nodes kept for proofs: only those of every eighth level, one row for 256 leaves. What lies between is hashed again from
/// at most 255 rows, so an append stays cheap and a proof stays logarithmic.
/// </summary>
internal static class NodeTable
{
    private const int Step = 8;

    public static void Keep(SqliteConnection connection, long slot, int level, long index, byte[] hash)
    {
        if (IsKept(level))
        {
            connection["INSERT OR REPLACE INTO node(slot,level,idx,hash) VALUES(?1,?2,?3,?4)"].Bind(slot).Bind(level).Bind(index).Bind(hash).Run();
        }
    }

    public static bool IsKept(int level) => level % Step == 0;

    public static bool Matches(SqliteConnection connection, long slot, int level, long index, byte[] hash)
    {
        SqliteStatement statement = connection["SELECT hash FROM node WHERE slot=?1 AND level=?2 AND idx=?3"].Bind(slot).Bind(level).Bind(index);
        bool matches = statement.Step() && statement.Blob(0).AsSpan().SequenceEqual(hash);
        statement.Reset();
        return matches;
    }

    /// <summary>Reads perfect subtrees of a log, or of the global log.</summary>
    public static SubtreeReader Reader(SqliteConnection connection, long slot) => (level, index) => Read(connection, slot, level, index);

    private static byte[] Read(SqliteConnection connection, long slot, int level, long index)
    {
        int kept = level / Step * Step;
        long first = index << (level - kept);
        long count = 1L << (level - kept);
        var range = new CompactRange();
        foreach (byte[] hash in kept == 0 ? Leaves(connection, slot, first, count) : Nodes(connection, slot, kept, first, count))
        {
            range.Append(hash);
        }

        return range.End == count ? range.Root() : throw new InvalidOperationException($"A node of the tree of slot {slot} is missing.");
    }

    private static IEnumerable<byte[]> Nodes(SqliteConnection connection, long slot, int level, long first, long count)
    {
        SqliteStatement statement = connection["SELECT hash FROM node WHERE slot=?1 AND level=?2 AND idx>=?3 AND idx<?4 ORDER BY idx"]
            .Bind(slot).Bind(level).Bind(first).Bind(first + count);
        while (statement.Step())
        {
            yield return statement.Blob(0);
        }
    }

    private static IEnumerable<byte[]> Leaves(SqliteConnection connection, long slot, long first, long count)
    {
        if (slot == Schema.GlobalSlot)
        {
            SqliteStatement epochs = connection["SELECT leaf FROM epoch WHERE epoch>=?1 AND epoch<?2 ORDER BY epoch"].Bind(first).Bind(first + count);
            while (epochs.Step())
            {
                yield return TreeHash.Leaf(epochs.Blob(0));
            }

            yield break;
        }

        SqliteStatement entries = connection["SELECT leaf FROM entry WHERE slot=?1 AND seq>=?2 AND seq<?3 ORDER BY seq"].Bind(slot).Bind(first).Bind(first + count);
        while (entries.Step())
        {
            yield return entries.Blob(0);
        }
    }
}
