using System.Security.Cryptography;

namespace MspGov.Ledger.Tests.Merkle;

/// <summary>RFC 6962 section 2.1 written down as it stands there, from records, without a thought for speed: what the library is compared with.</summary>
internal static class NaiveTree
{
    public static byte[] LeafHash(byte[] record) => SHA256.HashData([0, .. record]);

    /// <summary>MTH(D).</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> records) => records.Length switch
    {
        0 => SHA256.HashData([]),
        1 => LeafHash(records[0]),
        _ => SHA256.HashData([1, .. Root(records[..Split(records.Length)]), .. Root(records[Split(records.Length)..])]),
    };

    /// <summary>PATH(m, D).</summary>
    public static byte[][] Path(int m, ReadOnlySpan<byte[]> records)
    {
        if (records.Length == 1)
        {
            return [];
        }

        int k = Split(records.Length);
        return m < k
            ? [.. Path(m, records[..k]), Root(records[k..])]
            : [.. Path(m - k, records[k..]), Root(records[..k])];
    }

    /// <summary>PROOF(m, D), for 0 &lt; m ≤ n.</summary>
    public static byte[][] Proof(int m, ReadOnlySpan<byte[]> records) => SubProof(m, records, true);

    /// <summary>The shortest sequence of aligned perfect subtrees that covers [start, end): found by trying the largest first.</summary>
    public static byte[][] Range(int start, int end, ReadOnlySpan<byte[]> records)
    {
        var hashes = new List<byte[]>();
        while (start < end)
        {
            int width = 1 << 20;
            while (start % width != 0 || start + width > end)
            {
                width /= 2;
            }

            hashes.Add(Root(records[start..(start + width)]));
            start += width;
        }

        return [.. hashes];
    }

    private static byte[][] SubProof(int m, ReadOnlySpan<byte[]> records, bool whole)
    {
        if (m == records.Length)
        {
            return whole ? [] : [Root(records)];
        }

        int k = Split(records.Length);
        return m <= k
            ? [.. SubProof(m, records[..k], whole), Root(records[k..])]
            : [.. SubProof(m - k, records[k..], false), Root(records[..k])];
    }

    private static int Split(int n)
    {
        int k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
