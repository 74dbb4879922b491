using System.Collections.Concurrent;
using System.Security.Cryptography;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Keys;

/// <summary>A P-256 signing key. Safe for concurrent callers.</summary>
internal sealed class EcdsaPrivateKey : IDisposable
{
    private readonly ECDsa _key;

    // One native key serves one thread at a time; idle copies wait here.
    private readonly ConcurrentBag<ECDsa> _idle = [];

    private EcdsaPrivateKey(ECDsa key)
    {
        _key = key;
        Public = new EcdsaPublicKey(key.ExportSubjectPublicKeyInfo());
    }

    public EcdsaPublicKey Public { get; }

    public string KeyId => Public.KeyId;

    public static EcdsaPrivateKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A key that lives elsewhere, such as in a certificate store.</summary>
    /// <exception cref="LedgerFormatException">Not a P-256 key.</exception>
    public static EcdsaPrivateKey Of(ECDsa key) => new(key);

    /// <exception cref="CryptographicException">Wrong or missing passphrase, or not such a key.</exception>
    public static EcdsaPrivateKey FromPem(string pem, string? passphrase)
    {
        ECDsa key = ECDsa.Create();
        try
        {
            if (passphrase is null)
            {
                key.ImportFromPem(pem);
            }
            else
            {
                key.ImportFromEncryptedPem(pem, passphrase);
            }

            return new EcdsaPrivateKey(key);
        }
        catch (Exception e) when (e is ArgumentException or LedgerFormatException)
        {
            key.Dispose();
            throw new CryptographicException("The key cannot be read.", e);
        }
    }

    /// <summary>PKCS#8 as PEM, encrypted when there is a passphrase.</summary>
    public string ToPem(string? passphrase) => passphrase is null
        ? _key.ExportPkcs8PrivateKeyPem() + "\n"
        : _key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 210_000)) + "\n";

    /// <summary>Signs with SHA-256; strict DER with low S.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => SignHash(SHA256.HashData(data));

    /// <summary>Signs what has this SHA-256; strict DER with low S.</summary>
    public byte[] SignHash(ReadOnlySpan<byte> hash)
    {
        Span<byte> fixedForm = stackalloc byte[EcdsaSignature.FixedSize];
        ECDsa key = _idle.TryTake(out ECDsa? idle) ? idle : Copy();
        key.TrySignHash(hash, fixedForm, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out _);
        _idle.Add(key);
        return EcdsaSignature.ToDer(fixedForm);
    }

    public void Dispose()
    {
        _key.Dispose();
        while (_idle.TryTake(out ECDsa? key))
        {
            key.Dispose();
        }
    }

    private ECDsa Copy()
    {
        lock (_key)
        {
            ECParameters parameters = _key.ExportParameters(includePrivateParameters: true);
            ECDsa copy = ECDsa.Create(parameters);
            CryptographicOperations.ZeroMemory(parameters.D);
            return copy;
        }
    }
}
