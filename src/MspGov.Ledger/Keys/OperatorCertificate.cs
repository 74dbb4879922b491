using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MspGov.Core.Errors;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Keys;

/// <summary>An operator's key in the user's certificate store (CurrentUser, My): it can live in a TPM or smart card and need not be exportable.</summary>
internal static class OperatorCertificate
{
    /// <summary>What a key path begins with that names a certificate by its thumbprint.</summary>
    public const string Prefix = "cert:";

    /// <summary>Opens the private key of a certificate.</summary>
    /// <exception cref="GovException">OperatorKeyNotFound.</exception>
    public static EcdsaPrivateKey Open(string thumbprint, string operatorId)
    {
        try
        {
            using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            foreach (X509Certificate2 certificate in store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false))
            {
                using (certificate)
                {
                    if (certificate.GetECDsaPrivateKey() is { } key)
                    {
                        return EcdsaPrivateKey.Of(key);
                    }
                }
            }
        }
        catch (Exception e) when (e is CryptographicException or LedgerFormatException)
        {
            throw StoreErrors.OperatorKeyNotFound.With($"The key of certificate '{thumbprint}' for operator '{operatorId}' cannot be used: {e.Message}", e);
        }

        throw StoreErrors.OperatorKeyNotFound.With($"There is no certificate '{thumbprint}' with a P-256 private key in the user's certificate store (CurrentUser, My). Check the thumbprint, and that this user may use the key.");
    }

    /// <summary>The public key of a certificate's file, DER or PEM.</summary>
    /// <exception cref="GovException">OperatorKeyNotFound.</exception>
    public static EcdsaPublicKey Read(string path)
    {
        try
        {
            using var certificate = new X509Certificate2(File.ReadAllBytes(path));
            using ECDsa? key = certificate.GetECDsaPublicKey();
            return new EcdsaPublicKey(key?.ExportSubjectPublicKeyInfo() ?? throw new LedgerFormatException("It holds no ECDSA key."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or LedgerFormatException)
        {
            throw StoreErrors.OperatorKeyNotFound.With($"'{path}' is not a certificate of a P-256 key: {e.Message}", e).About(path);
        }
    }
}
