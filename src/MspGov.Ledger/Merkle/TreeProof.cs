namespace MspGov.Ledger.Merkle;

/// <summary>Hash of the perfect subtree at a level and index: what proofs are made from.</summary>
internal delegate byte[] SubtreeReader(int level, long index);

/// <summary>Inclusion and consistency proofs of RFC 6962 section 2.1, made from perfect subtrees and checked from hashes alone.</summary>
internal static class TreeProof
{
    /// <summary>PATH(index, D[size]).</summary>
    public static IReadOnlyList<byte[]> Inclusion(long index, long size, SubtreeReader read)
    {
        var proof = new List<byte[]>();
        Path(index, 0, size, read, proof);
        return proof;
    }

    /// <summary>PROOF(from, D[size]); empty for equal sizes and from 0.</summary>
    public static IReadOnlyList<byte[]> Consistency(long from, long size, SubtreeReader read)
    {
        var proof = new List<byte[]>();
        if (from > 0 && from < size)
        {
            SubProof(from, 0, size, whole: true, read, proof);
        }

        return proof;
    }

    /// <summary>Root of the leaves [start, end) of a tree: MTH(D[start:end]) where start is aligned as RFC 6962 splits.</summary>
    public static byte[] Root(long start, long end, SubtreeReader read)
    {
        byte[]? root = null;
        foreach ((int level, long index) in CompactRange.Subtrees(start, end).Reverse())
        {
            byte[] hash = read(level, index);
            root = root is null ? hash : TreeHash.Node(hash, root);
        }

        return root ?? TreeHash.Empty;
    }

    /// <summary>Whether the proof leads from the leaf to the root.</summary>
    public static bool VerifyInclusion(byte[] leafHash, long index, long size, IReadOnlyList<byte[]> proof, byte[] root)
    {
        if (index < 0 || index >= size || !AreHashes([leafHash, root]) || !AreHashes(proof))
        {
            return false;
        }

        // RFC 9162 section 2.1.3.2.
        long fn = index, sn = size - 1;
        byte[] hash = leafHash;
        foreach (byte[] sibling in proof)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                hash = TreeHash.Node(sibling, hash);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                hash = TreeHash.Node(hash, sibling);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Whether the tree of <paramref name="size"/> extends the one of <paramref name="from"/>. Equal sizes need equal roots and an empty proof.</summary>
    public static bool VerifyConsistency(long from, byte[] fromRoot, long size, byte[] root, IReadOnlyList<byte[]> proof)
    {
        if (!AreHashes([fromRoot, root]) || !AreHashes(proof))
        {
            return false;
        }

        // The RFC leaves proofs from the empty tree undefined. It is the beginning of every tree, and nothing need be shown.
        if (from == size || from == 0)
        {
            return proof.Count == 0 && (from == size ? fromRoot.AsSpan().SequenceEqual(root) : fromRoot.AsSpan().SequenceEqual(TreeHash.Empty));
        }

        if (from > size || from < 0 || proof.Count == 0)
        {
            return false;
        }

        // RFC 9162 section 2.1.4.2.
        int used = 0;
        byte[] first = (from & (from - 1)) == 0 ? fromRoot : proof[used++];
        long fn = from - 1, sn = size - 1;
        while ((fn & 1) == 1)
        {
            fn >>= 1;
            sn >>= 1;
        }

        byte[] old = first, now = first;
        for (; used < proof.Count; used++)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                old = TreeHash.Node(proof[used], old);
                now = TreeHash.Node(proof[used], now);
                while ((fn & 1) == 0 && fn != 0)
                {
                    fn >>= 1;
                    sn >>= 1;
                }
            }
            else
            {
                now = TreeHash.Node(now, proof[used]);
            }

            fn >>= 1;
            sn >>= 1;
        }

        return sn == 0 && old.AsSpan().SequenceEqual(fromRoot) && now.AsSpan().SequenceEqual(root);
    }

    private static bool AreHashes(IReadOnlyList<byte[]> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i].Length != TreeHash.Size)
            {
                return false;
            }
        }

        return true;
    }

    private static void Path(long index, long start, long end, SubtreeReader read, List<byte[]> proof)
    {
        if (end - start == 1)
        {
            return;
        }

        long middle = start + Split(end - start);
        if (index < middle)
        {
            Path(index, start, middle, read, proof);
            proof.Add(Root(middle, end, read));
        }
        else
        {
            Path(index, middle, end, read, proof);
            proof.Add(Root(start, middle, read));
        }
    }

    private static void SubProof(long from, long start, long end, bool whole, SubtreeReader read, List<byte[]> proof)
    {
        if (from == end)
        {
            if (!whole)
            {
                proof.Add(Root(start, end, read));
            }

            return;
        }

        long middle = start + Split(end - start);
        if (from <= middle)
        {
            SubProof(from, start, middle, whole, read, proof);
            proof.Add(Root(middle, end, read));
        }
        else
        {
            SubProof(from, middle, end, whole: false, read, proof);
            proof.Add(Root(start, middle, read));
        }
    }

    /// <summary>The largest power of two below n.</summary>
    private static long Split(long n)
    {
        long k = 1;
        while (k << 1 < n)
        {
            k <<= 1;
        }

        return k;
    }
}
