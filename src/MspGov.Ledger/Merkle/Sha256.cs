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

        return hash.GetHashAndReset();
    }
}
