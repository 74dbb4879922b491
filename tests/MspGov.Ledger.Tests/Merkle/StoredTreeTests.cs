using MspGov.Core.Ledger;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;
using MspGov.Ledger.Tests.Support;

namespace MspGov.Ledger.Tests.Merkle;

/// <summary>What the store keeps of its trees gives the same proofs as the records do.</summary>
public class StoredTreeTests
{
    [Fact]
    public void Proofs_from_a_store_are_those_of_its_records()
    {
        using var store = new TestStore();
        string tenant = store.AddTenant();
        store.Fill(tenant, 700);
        using SqliteConnection connection = SqliteConnection.Open(store.Database);
        LogRow log = LogRow.Find(connection, tenant)!;
        byte[][] records = Records(connection, log.Slot);
        Assert.Equal(701, records.Length);
        Assert.Equal(NaiveTree.Root(records), log.Root);
        SubtreeReader reader = NodeTable.Reader(connection, log.Slot);
        foreach (int size in new[] { 1, 2, 255, 256, 257, 511, 512, 513, 700, 701 })
        {
            foreach (int index in new[] { 0, 1, 128, 255, 256, 400, 511, 512, 640, 700 }.Where(index => index < size))
            {
                Assert.Equal(NaiveTree.Path(index, records.AsSpan(0, size)), TreeProof.Inclusion(index, size, reader));
                Assert.Equal(NaiveTree.Proof(index + 1, records.AsSpan(0, size)), TreeProof.Consistency(index + 1, size, reader));
                Assert.Equal(NaiveTree.Range(index, size, records), CompactRange.Subtrees(index, size).Select(subtree => reader(subtree.Level, subtree.Index)));
            }
        }
    }

    [Fact]
    public void Kept_nodes_of_the_second_kept_level_give_the_same_proofs()
    {
        const int Size = (1 << 16) + 300;
        using var store = new TestStore();
        using SqliteConnection connection = SqliteConnection.Open(store.Database);
        connection.Execute("BEGIN IMMEDIATE; DELETE FROM epoch; DELETE FROM node");
        byte[][] records = [.. Enumerable.Range(0, Size).Select(BitConverter.GetBytes)];
        var range = new CompactRange();
        for (int i = 0; i < Size; i++)
        {
            connection["INSERT INTO epoch(epoch,at,first_pos,leaf,note,published) VALUES(?1,0,0,?2,'',0)"].Bind(i).Bind(records[i]).Run();
            range.Append(TreeHash.Leaf(records[i]), (level, index, hash) => NodeTable.Keep(connection, Schema.GlobalSlot, level, index, hash));
        }

        SubtreeReader reader = NodeTable.Reader(connection, Schema.GlobalSlot);
        Assert.Equal(NaiveTree.Root(records), range.Root());
        foreach (int index in new[] { 0, 255, 256, 4095, 40_000, (1 << 16) - 1, 1 << 16, Size - 1 })
        {
            Assert.Equal(NaiveTree.Path(index, records), TreeProof.Inclusion(index, Size, reader));
            Assert.Equal(NaiveTree.Proof(index + 1, records), TreeProof.Consistency(index + 1, Size, reader));
        }

        connection.Rollback();
    }

    [Fact]
    public void The_heads_tree_as_rows_is_the_naive_tree_of_its_leaves_after_every_change()
    {
        using var store = new TestStore();
        using SqliteConnection connection = SqliteConnection.Open(store.Database);
        connection.BeginRead();
        byte[] secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        var random = new Random(62);
        foreach (long slots in new[] { 16L, 32, 128 })
        {
            byte[][] leaves = [.. Enumerable.Range(0, (int)slots).Select(slot => HeadLeaf.Vacant(secret, slot))];
            var table = new HeadsTable(connection, secret);
            HeadsTree tree = HeadsTree.Vacant(slots, secret);
            table.Rebuild(slots, []);
            for (int change = 0; change < 40; change++)
            {
                int slot = random.Next((int)slots);
                leaves[slot] = new HeadLeaf(Guid.NewGuid().ToString("D"), slot, LogIds.Msp, change, new byte[32], secret).ToBytes();
                table.Set(slots, slot, TreeHash.Leaf(leaves[slot]));
                table.Flush();
                tree.Set(slot, TreeHash.Leaf(leaves[slot]));
                byte[] root = NaiveTree.Root(leaves);
                Assert.Equal(root, table.Root());
                Assert.Equal(root, new HeadsTable(connection, secret).Root());
                Assert.Equal(root, tree.Root);
                Assert.Equal(NaiveTree.Path(slot, leaves), tree.Proof(slot));
            }
        }

        connection.Rollback();
    }

    private static byte[][] Records(SqliteConnection connection, long slot)
    {
        SqliteStatement statement = connection["SELECT record FROM entry WHERE slot=?1 ORDER BY seq"].Bind(slot);
        var records = new List<byte[]>();
        while (statement.Step())
        {
            records.Add(statement.Blob(0));
        }

        return [.. records];
    }
}
