using System.Security.Cryptography;

namespace MspGov.Ledger.Merkle;

/// <summary>Hashes of RFC 6962 section 2.1.</summary>
internal static class TreeHash
{
    public const int Size = 32;

    public static readonly byte[] Empty = SHA256.HashData([]);

    private static ReadOnlySpan<byte> LeafPrefix => [0];

    public static byte[] Leaf(ReadOnlySpan<byte> record) => Sha256.Of(LeafPrefix, record);

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + Size + Size];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        return Sha256.Of(input, default);
    }
}
