using System.Security.Cryptography;

namespace MspGov.Core.Access;

/// <summary>Counts paths and digests their ids, whatever their order: 16 bytes a path.</summary>
public sealed class AccessTally
{
    private readonly List<UInt128> _ids = [];

    /// <summary>How many.</summary>
    public int Paths => _ids.Count;

    /// <summary>How many are privileged.</summary>
    public int Privileged { get; private set; }

    /// <summary>How many are standing.</summary>
    public int Standing { get; private set; }

    /// <summary>Counts one path.</summary>
    public void Add(AccessPath path)
    {
        _ids.Add(UInt128.Parse(path.PathId, System.Globalization.NumberStyles.HexNumber, null));
        Privileged += path.Privileged ? 1 : 0;
        Standing += path.Standing ? 1 : 0;
    }

    /// <summary>Hex SHA-256 over the ids in ascending order, 16 bytes each, big-endian.</summary>
    public string Digest()
    {
        _ids.Sort();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[16];
        foreach (UInt128 id in _ids)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
            hash.AppendData(bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
    }
}
