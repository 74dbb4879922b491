using System.Numerics;

namespace MspGov.Ledger.Merkle;

/// <summary>
/// The compact range of [Start, End) (LEDGER section 1): perfect subtrees, each aligned to its own size, left to right.
/// Appending leaves keeps it in log(n) memory; a range from 0 gives the root of the tree.
/// </summary>
internal sealed class CompactRange
{
    private readonly List<(int Level, byte[] Hash)> _subtrees = [];
    private byte[]? _root;

    public CompactRange(long start = 0) => (Start, End) = (start, start);

    /// <summary>Reads the hashes of a compact range in order.</summary>
    public CompactRange(long start, long end, IReadOnlyList<byte[]> hashes)
    {
        Start = End = start;
        int used = 0;
        while (End < end)
        {
            int level = NextLevel(End, end);
            if (used == hashes.Count)
            {
                throw new ArgumentException("Too few hashes for the range.", nameof(hashes));
            }

            _subtrees.Add((level, hashes[used++]));
            End += 1L << level;
        }

        if (used != hashes.Count)
        {
            throw new ArgumentException("Too many hashes for the range.", nameof(hashes));
        }
    }

    public long Start { get; }

    public long End { get; private set; }

    /// <summary>The hashes one after the other.</summary>
    public byte[] HashBytes
    {
        get
        {
            byte[] bytes = new byte[_subtrees.Count * TreeHash.Size];
            for (int i = 0; i < _subtrees.Count; i++)
            {
                _subtrees[i].Hash.CopyTo(bytes, i * TreeHash.Size);
            }

            return bytes;
        }
    }

    public IReadOnlyList<byte[]> Hashes => [.. _subtrees.Select(subtree => subtree.Hash)];

    /// <summary>The perfect subtrees of a range, as (level, index at that level).</summary>
    public static IEnumerable<(int Level, long Index)> Subtrees(long start, long end)
    {
        while (start < end)
        {
            int level = NextLevel(start, end);
            yield return (level, start >> level);
            start += 1L << level;
        }
    }

    /// <summary>Appends a leaf; <paramref name="completed"/> is told of every perfect subtree that it completes.</summary>
    public void Append(byte[] leafHash, Action<int, long, byte[]>? completed = null) => AppendSubtree(0, leafHash, completed);

    /// <summary>Appends the adjacent range to the right.</summary>
    public void Append(CompactRange right)
    {
        if (right.Start != End)
        {
            throw new ArgumentException("The ranges are not adjacent.", nameof(right));
        }

        foreach ((int level, byte[] hash) in right._subtrees)
        {
            AppendSubtree(level, hash, null);
        }
    }

    /// <summary>Root of the tree of all leaves so far; the range must begin at 0.</summary>
    public byte[] Root()
    {
        if (Start != 0)
        {
            throw new InvalidOperationException("Only a range from 0 has a root.");
        }

        if (_subtrees.Count == 0)
        {
            return TreeHash.Empty;
        }

        if (_root is null)
        {
            _root = _subtrees[^1].Hash;
            for (int i = _subtrees.Count - 2; i >= 0; i--)
            {
                _root = TreeHash.Node(_subtrees[i].Hash, _root);
            }
        }

        return _root;
    }

    private static int NextLevel(long start, long end)
    {
        int byLength = 63 - BitOperations.LeadingZeroCount((ulong)(end - start));
        return start == 0 ? byLength : Math.Min(BitOperations.TrailingZeroCount(start), byLength);
    }

    private void AppendSubtree(int level, byte[] hash, Action<int, long, byte[]>? completed)
    {
        _root = null;
        _subtrees.Add((level, hash));
        End += 1L << level;
        // Two subtrees are siblings when the left one begins at an even index of their level.
        while (_subtrees.Count > 1
            && _subtrees[^2].Level == _subtrees[^1].Level
            && (((End >> _subtrees[^1].Level) - 2) & 1) == 0)
        {
            (int joined, byte[] right) = _subtrees[^1];
            byte[] parent = TreeHash.Node(_subtrees[^2].Hash, right);
            _subtrees.RemoveRange(_subtrees.Count - 2, 2);
            _subtrees.Add((joined + 1, parent));
            completed?.Invoke(joined + 1, (End >> (joined + 1)) - 1, parent);
        }
    }
}
