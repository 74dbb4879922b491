using CsCheck;
using MspGov.Ledger.Merkle;

namespace MspGov.Ledger.Tests.Merkle;

/// <summary>Trees, proofs and ranges of any size against the naive implementation, and no changed proof is accepted.</summary>
public class TreePropertyTests
{
    private const int Trees = 300;

    // Records of every length around the hash's block size; equal ones among them, for equal leaves are allowed.
    private static readonly Gen<byte[][]> Records = Gen.Byte.Array[0, 70].Array[1, 90];

    [Fact]
    public void A_compact_range_gives_the_root_and_the_subtrees_of_every_size() => Records.Sample(records =>
    {
        var range = new CompactRange();
        for (int size = 0; size <= records.Length; size++)
        {
            AssertEqual(NaiveTree.Root(records.AsSpan(0, size)), range.Root());
            AssertEqual(NaiveTree.Range(0, size, records), range.Hashes);
            AssertEqual(range.Root(), new CompactRange(0, size, range.Hashes).Root());
            if (size < records.Length)
            {
                range.Append(TreeHash.Leaf(records[size]), (level, index, hash) =>
                    AssertEqual(NaiveTree.Root(records.AsSpan((int)index << level, 1 << level)), hash));
            }
        }
    }, iter: Trees);

    [Fact]
    public void Inclusion_proofs_are_those_of_the_RFC_and_no_other_is_accepted() => Gen.Select(Records, Gen.Int[0, 1 << 20], Gen.Int[0, 1 << 20]).Sample((records, which, change) =>
    {
        int index = which % records.Length;
        byte[] leaf = TreeHash.Leaf(records[index]);
        byte[] root = NaiveTree.Root(records);
        IReadOnlyList<byte[]> proof = TreeProof.Inclusion(index, records.Length, Reader(records));
        AssertEqual(NaiveTree.Path(index, records), proof);
        Assert.True(TreeProof.VerifyInclusion(leaf, index, records.Length, proof, root));
        Assert.False(TreeProof.VerifyInclusion(Flip(leaf, change), index, records.Length, proof, root));
        Assert.False(TreeProof.VerifyInclusion(leaf, index, records.Length, proof, Flip(root, change)));
        Assert.False(TreeProof.VerifyInclusion(leaf, -1 - index, records.Length, proof, root));
        Assert.False(TreeProof.VerifyInclusion(leaf, records.Length + index, records.Length, proof, root));
        foreach (IReadOnlyList<byte[]> changed in Changed(proof, change))
        {
            Assert.False(TreeProof.VerifyInclusion(leaf, index, records.Length, changed, root));
        }

        for (int other = 0; other < records.Length; other++)
        {
            Assert.Equal(NaiveTree.LeafHash(records[other]).AsSpan().SequenceEqual(leaf) && Same(NaiveTree.Path(other, records), proof),
                TreeProof.VerifyInclusion(leaf, other, records.Length, proof, root));
        }
    }, iter: Trees);

    [Fact]
    public void Consistency_proofs_are_those_of_the_RFC_and_no_other_is_accepted() => Gen.Select(Records, Gen.Int[0, 1 << 20], Gen.Int[0, 1 << 20]).Sample((records, which, change) =>
    {
        int from = which % (records.Length + 1);
        byte[] before = NaiveTree.Root(records.AsSpan(0, from));
        byte[] root = NaiveTree.Root(records);
        IReadOnlyList<byte[]> proof = TreeProof.Consistency(from, records.Length, Reader(records));
        AssertEqual(from == 0 ? [] : NaiveTree.Proof(from, records), proof);
        Assert.True(TreeProof.VerifyConsistency(from, before, records.Length, root, proof));
        Assert.False(TreeProof.VerifyConsistency(from, Flip(before, change), records.Length, root, proof));
        Assert.Equal(from == 0, TreeProof.VerifyConsistency(from, before, records.Length, Flip(root, change), proof));
        Assert.Equal(from == records.Length, TreeProof.VerifyConsistency(records.Length, root, from, before, proof));
        foreach (IReadOnlyList<byte[]> changed in Changed(proof, change))
        {
            Assert.False(TreeProof.VerifyConsistency(from, before, records.Length, root, changed));
        }
    }, iter: Trees);

    [Fact]
    public void A_part_and_what_stands_around_it_give_the_root_and_nothing_else_does() => Gen.Select(Records, Gen.Int[0, 1 << 20], Gen.Int[0, 1 << 20]).Sample((records, one, other) =>
    {
        int size = records.Length;
        int start = Math.Min(one % (size + 1), other % (size + 1));
        int end = Math.Max(one % (size + 1), other % (size + 1));
        byte[] root = NaiveTree.Root(records);
        byte[][] left = NaiveTree.Range(0, start, records);
        byte[][] right = NaiveTree.Range(end, size, records);
        AssertEqual(left, Subtrees(0, start, records));
        AssertEqual(right, Subtrees(end, size, records));
        AssertEqual(root, Joined(left, start, records, right, end, size));
        if (start < end)
        {
            byte[][] changed = [.. records];
            changed[start] = [.. records[start], 1];
            Assert.NotEqual(root, Joined(left, start, changed, right, end, size));
        }

        for (int i = 0; i < left.Length; i++)
        {
            Assert.NotEqual(root, Joined([.. left[..i], Flip(left[i], one), .. left[(i + 1)..]], start, records, right, end, size));
        }

        Assert.Throws<ArgumentException>(() => new CompactRange(0, start, [.. left, root]));
        if (right.Length > 0)
        {
            Assert.Throws<ArgumentException>(() => new CompactRange(end, size, right[..^1]));
        }
    }, iter: Trees);

    private static byte[] Joined(byte[][] left, int start, byte[][] records, byte[][] right, int end, int size)
    {
        var tree = new CompactRange(0, start, left);
        for (int i = start; i < end; i++)
        {
            tree.Append(TreeHash.Leaf(records[i]));
        }

        tree.Append(new CompactRange(end, size, right));
        return tree.Root();
    }

    private static byte[][] Subtrees(int start, int end, byte[][] records) =>
        [.. CompactRange.Subtrees(start, end).Select(subtree => Reader(records)(subtree.Level, subtree.Index))];

    private static SubtreeReader Reader(byte[][] records) => (level, index) => NaiveTree.Root(records.AsSpan((int)index << level, 1 << level));

    /// <summary>A proof with a bit flipped, one left out, one more at either end, or two exchanged.</summary>
    private static IEnumerable<IReadOnlyList<byte[]>> Changed(IReadOnlyList<byte[]> proof, int change)
    {
        yield return [.. proof, new byte[32]];
        yield return [new byte[32], .. proof];
        for (int i = 0; i < proof.Count; i++)
        {
            yield return [.. proof.Take(i), Flip(proof[i], change), .. proof.Skip(i + 1)];
            yield return [.. proof.Take(i), .. proof.Skip(i + 1)];
            if (i > 0 && !proof[i].AsSpan().SequenceEqual(proof[i - 1]))
            {
                yield return [.. proof.Take(i - 1), proof[i], proof[i - 1], .. proof.Skip(i + 1)];
            }
        }
    }

    private static byte[] Flip(byte[] hash, int bit)
    {
        byte[] flipped = [.. hash];
        flipped[bit / 8 % flipped.Length] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static bool Same(byte[][] one, IReadOnlyList<byte[]> other) => one.Length == other.Count && one.Zip(other).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private static void AssertEqual(byte[] expected, byte[] actual) => Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(actual));

    private static void AssertEqual(byte[][] expected, IReadOnlyList<byte[]> actual) => Assert.Equal(expected.Select(Convert.ToHexString), actual.Select(Convert.ToHexString));
}
