using MspGov.Core.Errors;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>
/// The heads tree of the newest epoch as rows: node 1 is the root, the children of n are 2n and 2n+1, the leaf of slot s is slots+s.
/// A change of one head reads and writes log(slots) rows, each once however many heads change: <see cref="Flush"/> writes them.
/// </summary>
internal sealed class HeadsTable(SqliteConnection connection, byte[] secret)
{
    public const long FewestSlots = 16;

    private readonly Dictionary<long, byte[]> _nodes = [];
    private readonly HashSet<long> _changed = [];

    /// <summary>The number of slots for so many logs, never fewer than before.</summary>
    public static long SlotsFor(long logs, long before)
    {
        long slots = Math.Max(FewestSlots, before);
        while (slots < logs)
        {
            slots *= 2;
        }

        return slots;
    }

    /// <summary>Writes the tree anew for that number of slots: at the start, and when it doubles.</summary>
    public void Rebuild(long slots, IReadOnlyList<HeadLeaf> heads)
    {
        byte[][] nodes = new byte[2 * slots][];
        foreach (HeadLeaf head in heads)
        {
            nodes[slots + head.Slot] = TreeHash.Leaf(head.ToBytes());
        }

        for (long i = (2 * slots) - 1; i > 0; i--)
        {
            nodes[i] ??= i >= slots ? TreeHash.Leaf(HeadLeaf.Vacant(secret, i - slots)) : TreeHash.Node(nodes[2 * i], nodes[(2 * i) + 1]);
        }

        connection["DELETE FROM head_node"].Run();
        for (long i = 1; i < 2 * slots; i++)
        {
            Write(i, nodes[i]);
        }
    }

    public byte[] Root() => Read(1);

    /// <summary>Demands that the slot's leaf is there and leads to the root that was signed.</summary>
    public void Expect(long slots, long slot, byte[] leaf, byte[] signedRoot)
    {
        byte[] hash = leaf;
        bool same = Read(slots + slot).AsSpan().SequenceEqual(hash);
        for (long node = slots + slot; node > 1 && same; node /= 2)
        {
            byte[] sibling = Read(node ^ 1);
            hash = (node & 1) == 0 ? TreeHash.Node(hash, sibling) : TreeHash.Node(sibling, hash);
        }

        if (!same || !hash.AsSpan().SequenceEqual(signedRoot))
        {
            throw LedgerErrors.Invalid.With($"The head of slot {slot} is not the one that was signed. Nothing was recorded: run Test-AuditLedger.");
        }
    }

    /// <summary>Sets the head of a slot and recomputes the path to the root.</summary>
    public void Set(long slots, long slot, byte[] leaf)
    {
        byte[] hash = leaf;
        Write(slots + slot, hash);
        for (long node = slots + slot; node > 1; node /= 2)
        {
            byte[] sibling = Read(node ^ 1);
            hash = (node & 1) == 0 ? TreeHash.Node(hash, sibling) : TreeHash.Node(sibling, hash);
            Write(node / 2, hash);
        }
    }

    /// <summary>Writes what changed.</summary>
    public void Flush()
    {
        foreach (long node in _changed)
        {
            connection["INSERT OR REPLACE INTO head_node(idx,hash) VALUES(?1,?2)"].Bind(node).Bind(_nodes[node]).Run();
        }

        _changed.Clear();
    }

    private byte[] Read(long node)
    {
        if (_nodes.TryGetValue(node, out byte[]? known))
        {
            return known;
        }

        SqliteStatement statement = connection["SELECT hash FROM head_node WHERE idx=?1"].Bind(node);
        byte[] hash = statement.Step() ? statement.Blob(0) : throw LedgerErrors.Invalid.With("A node of the heads tree is missing. Nothing was recorded: run Test-AuditLedger.");
        statement.Reset();
        return _nodes[node] = hash;
    }

    private void Write(long node, byte[] hash)
    {
        _nodes[node] = hash;
        _changed.Add(node);
    }
}
