using MspGov.Ledger.Encodings;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>The heads tree of any epoch, in memory: for proofs and for verification.</summary>
internal sealed class HeadsTree
{
    private readonly byte[][] _nodes;
    private readonly Dictionary<long, HeadLeaf> _heads = [];

    private HeadsTree(long slots) => (Slots, _nodes) = (slots, new byte[2 * slots][]);

    public long Slots { get; }

    public byte[] Root => _nodes[1];

    /// <summary>A tree of slots without logs.</summary>
    public static HeadsTree Vacant(long slots, byte[] secret)
    {
        var tree = new HeadsTree(slots);
        for (long slot = 0; slot < slots; slot++)
        {
            tree._nodes[slots + slot] = TreeHash.Leaf(HeadLeaf.Vacant(secret, slot));
        }

        for (long i = slots - 1; i > 0; i--)
        {
            tree._nodes[i] = TreeHash.Node(tree._nodes[2 * i], tree._nodes[(2 * i) + 1]);
        }

        return tree;
    }

    /// <summary>The tree as it stood at the end of an epoch, from the logs' sizes then and their tree nodes.</summary>
    /// <exception cref="LedgerFormatException">The logs do not give the root that the epoch names.</exception>
    public static HeadsTree At(SqliteConnection connection, StoreFolder folder, byte[] secret, EpochRow epoch)
    {
        EpochLeaf leaf = epoch.Leaf;
        HeadsTree tree = Vacant(leaf.Slots, secret);
        long endPos = EpochRow.Find(connection, epoch.Epoch + 1)?.FirstPos ?? long.MaxValue;
        foreach (LogRow row in LogRow.All(connection))
        {
            long size = endPos == long.MaxValue ? row.Size : LogSize.At(connection, row.Slot, endPos);
            if (size > 0)
            {
                byte[] root = size == row.Size ? row.Root : TreeProof.Root(0, size, NodeTable.Reader(connection, row.Slot));
                tree.Put(new HeadLeaf(folder.LedgerId, row.Slot, row.Id, size, root, row.Salt));
            }
        }

        return tree.Root.AsSpan().SequenceEqual(leaf.HeadsRoot)
            ? tree
            : throw new LedgerFormatException($"The logs do not give the heads that epoch {epoch.Epoch} names.");
    }

    public HeadLeaf Head(long slot) => _heads[slot];

    public bool Has(long slot) => _heads.ContainsKey(slot);

    public void Set(long slot, byte[] leaf)
    {
        _nodes[Slots + slot] = leaf;
        for (long node = (Slots + slot) / 2; node > 0; node /= 2)
        {
            _nodes[node] = TreeHash.Node(_nodes[2 * node], _nodes[(2 * node) + 1]);
        }
    }

    /// <summary>Sets several heads; what lies above them is hashed once.</summary>
    public void Set(IEnumerable<(long Slot, byte[] Leaf)> leaves)
    {
        var above = new SortedSet<long>();
        foreach ((long slot, byte[] leaf) in leaves)
        {
            _nodes[Slots + slot] = leaf;
            above.Add((Slots + slot) / 2);
        }

        while (above.Count > 0)
        {
            long[] level = [.. above];
            above.Clear();
            foreach (long node in level.Where(node => node > 0))
            {
                _nodes[node] = TreeHash.Node(_nodes[2 * node], _nodes[(2 * node) + 1]);
                above.Add(node / 2);
            }
        }
    }

    /// <summary>Inclusion proof of a slot.</summary>
    public IReadOnlyList<byte[]> Proof(long slot)
    {
        var proof = new List<byte[]>();
        for (long node = Slots + slot; node > 1; node /= 2)
        {
            proof.Add(_nodes[node ^ 1]);
        }

        return proof;
    }

    /// <summary>Whether the stored heads tree is this one.</summary>
    public bool Matches(SqliteConnection connection)
    {
        SqliteStatement statement = connection["SELECT idx,hash FROM head_node ORDER BY idx"];
        long next = 1;
        bool same = true;
        while (statement.Step())
        {
            same &= statement.Integer(0) == next && next < _nodes.Length && statement.Blob(1).AsSpan().SequenceEqual(_nodes[next]);
            next++;
        }

        return same && next == _nodes.Length;
    }

    private void Put(HeadLeaf head)
    {
        _heads[head.Slot] = head;
        Set(head.Slot, TreeHash.Leaf(head.ToBytes()));
    }
}
