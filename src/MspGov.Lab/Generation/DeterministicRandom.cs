using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MspGov.Lab.Generation;

/// <summary>Random numbers that are the same for the same seed on every machine and runtime (SplitMix64); <see cref="System.Random"/> does not promise that.</summary>
internal sealed class DeterministicRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream of its own for each purpose, so that one set can be generated without the others.</summary>
    internal static DeterministicRandom Of(string seed)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(seed), hash);
        return new DeterministicRandom(BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }

    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below the limit.</summary>
    internal int Below(int limit) => (int)(Next() % (ulong)limit);

    internal bool Chance(double share) => (Next() >> 11) * (1.0 / (1UL << 53)) < share;

    internal T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    internal Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Next());
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Next());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    internal string Id() => Guid().ToString();
}
