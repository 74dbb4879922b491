using System.Security.Cryptography;

namespace MspGov.Ledger.Merkle;

/// <summary>Hashes of RFC 6962 section 2.1.</summary>
internal static class TreeHash
{
    public const int Size = 32;

    public static readonly byte[] Empty = SHA256.HashData([]);

    public static byte[] Leaf(ReadOnlySpan<byte> record)
    {
        if (record.Length <= 4096)
        {
            Span<byte> input = stackalloc byte[4097];
            input[0] = 0;
            record.CopyTo(input[1..]);
            return SHA256.HashData(input[..(record.Length + 1)]);
        }

        byte[] rented = new byte[record.Length + 1];
        record.CopyTo(rented.AsSpan(1));
        return SHA256.HashData(rented);
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + Size + Size];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        return SHA256.HashData(input);
    }
}
