using System.Security.Cryptography;

namespace MspGov.Ledger.Merkle;

/// <summary>
/// SHA-256 of parts that stand one after the other, without joining them. One native hash a thread is used again and again:
/// making one costs more than a small message.
/// </summary>
internal static class Sha256
{
    [ThreadStatic]
    private static IncrementalHash? _hash;

    public static byte[] Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third = default)
    {
        byte[] digest = new byte[SHA256.HashSizeInBytes];
        Of(first, second, third, digest);
        return digest;
    }

    /// <summary>The same into <paramref name="digest"/>, of 32 bytes.</summary>
    public static void Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> digest)
    {
        IncrementalHash hash = _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(first);
        if (!second.IsEmpty)
        {
            hash.AppendData(second);
        }

        if (!third.IsEmpty)
        {
            hash.AppendData(third);
        }

        hash.GetHashAndReset(digest);
    }
}
