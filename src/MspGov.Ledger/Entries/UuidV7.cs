using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MspGov.Ledger.Entries;

/// <summary>Makes UUIDs of version 7 (RFC 9562 section 5.7): 48 bits of milliseconds, then random bits.</summary>
internal static class UuidV7
{
    public static Guid Create(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, at.ToUnixTimeMilliseconds());
        time[2..].CopyTo(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
