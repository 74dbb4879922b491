using System.Buffers.Binary;
using System.Text;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;

namespace MspGov.Ledger.Notes;

/// <summary>A witness's signature with the time it saw the checkpoint (C2SP tlog-cosignature v1).</summary>
internal static class Cosignature
{
    private const int Size = 8 + Ed25519Key.SignatureSize;

    public static bool Verify(byte[] publicKey, byte[] text, byte[] signature) =>
        signature.Length == Size
        && Time(signature) is >= 0 and <= Scalars.MaxInteger
        && Ed25519Key.Verify(publicKey, Message(Time(signature), text), signature[8..]);

    /// <summary>Seconds since 1970 in the signature; 0 where the witness gives none.</summary>
    public static long Time(byte[] signature) => BinaryPrimitives.ReadInt64BigEndian(signature);

    /// <summary>What the witness signs.</summary>
    public static byte[] Message(long time, byte[] text) =>
        [.. Encoding.UTF8.GetBytes($"cosignature/v1\ntime {Scalars.Of(time)}\n"), .. text];
}
