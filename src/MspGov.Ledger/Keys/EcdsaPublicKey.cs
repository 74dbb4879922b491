using System.Collections.Concurrent;
using System.Security.Cryptography;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Keys;

/// <summary>A P-256 public key as SubjectPublicKeyInfo DER of 91 bytes. Safe for concurrent callers.</summary>
internal sealed class EcdsaPublicKey
{
    public const int SpkiSize = 91;

    // SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING { uncompressed point } } (RFC 5480).
    private static readonly byte[] Prefix = Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D03010703420004");
    // One native key serves one thread at a time; idle ones wait here.
    private readonly ConcurrentBag<ECDsa> _idle = [];

    /// <exception cref="LedgerFormatException">Not a P-256 key in that form.</exception>
    public EcdsaPublicKey(byte[] spki)
    {
        if (spki.Length != SpkiSize || !spki.AsSpan().StartsWith(Prefix))
        {
            throw new LedgerFormatException("Not an uncompressed P-256 key (SubjectPublicKeyInfo of 91 bytes).");
        }

        Spki = spki;
        KeyId = HexText.Of(SHA256.HashData(spki));
        _idle.Add(Import(spki));
    }

    public byte[] Spki { get; }

    /// <summary>Hex SHA-256 of the SPKI: an operator key's id.</summary>
    public string KeyId { get; }

    /// <summary>Whether the strict DER signature is this key's over the data.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> der) => VerifyHash(SHA256.HashData(data), der);

    /// <summary>Whether the strict DER signature is this key's over what has this SHA-256.</summary>
    public bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> der)
    {
        if (!EcdsaSignature.IsStrict(der))
        {
            return false;
        }

        ECDsa key = _idle.TryTake(out ECDsa? idle) ? idle : Import(Spki);
        bool valid = key.VerifyHash(hash, der, DSASignatureFormat.Rfc3279DerSequence);
        _idle.Add(key);
        return valid;
    }

    private static ECDsa Import(byte[] spki)
    {
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out _);
            return key;
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new LedgerFormatException("Not a point of P-256.", e);
        }
    }
}
