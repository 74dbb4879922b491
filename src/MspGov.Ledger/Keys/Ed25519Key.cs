using Org.BouncyCastle.Math.EC.Rfc8032;
using Org.BouncyCastle.Security;

namespace MspGov.Ledger.Keys;

/// <summary>Ed25519 (RFC 8032), which .NET does not have.</summary>
internal sealed class Ed25519Key
{
    public const int Size = 32;
    public const int SignatureSize = 64;

    private readonly byte[] _seed;

    public Ed25519Key(byte[] seed)
    {
        _seed = seed;
        Public = new byte[Size];
        Ed25519.GeneratePublicKey(seed, 0, Public, 0);
    }

    public byte[] Public { get; }

    public byte[] Seed => [.. _seed];

    public static Ed25519Key Create()
    {
        byte[] seed = new byte[Size];
        Ed25519.GeneratePrivateKey(new SecureRandom(), seed);
        return new Ed25519Key(seed);
    }

    public static bool Verify(byte[] publicKey, byte[] data, byte[] signature) =>
        publicKey.Length == Size && signature.Length == SignatureSize
        && Ed25519.Verify(signature, 0, publicKey, 0, data, 0, data.Length);

    public byte[] Sign(byte[] data)
    {
        byte[] signature = new byte[SignatureSize];
        Ed25519.Sign(_seed, 0, data, 0, data.Length, signature, 0);
        return signature;
    }
}
