using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Keys;

/// <summary>The file of an operator's signing key: PKCS#8 PEM that only its owner may read, encrypted when there is a passphrase.</summary>
internal static class OperatorKeyFile
{
    /// <summary>Reads the key.</summary>
    /// <exception cref="GovException">OperatorKeyNotFound or OperatorKeyPassphrase.</exception>
    public static EcdsaPrivateKey Read(string path, string operatorId, string? passphrase)
    {
        if (!File.Exists(path))
        {
            throw StoreErrors.OperatorKeyNotFound.With($"Operator '{operatorId}' has no key at '{path}'. Check the operator's id, or give the path of the key with -KeyPath.");
        }

        string pem;
        try
        {
            pem = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.OperatorKeyNotFound.With($"The key of operator '{operatorId}' at '{path}' cannot be read: {e.Message}", e);
        }

        bool encrypted = pem.Contains("ENCRYPTED", StringComparison.Ordinal);
        if (encrypted && passphrase is null)
        {
            throw StoreErrors.OperatorKeyPassphrase.With($"The key of operator '{operatorId}' is encrypted: give its passphrase.");
        }

        try
        {
            return EcdsaPrivateKey.FromPem(pem, encrypted ? passphrase : null);
        }
        catch (CryptographicException e) when (encrypted)
        {
            throw StoreErrors.OperatorKeyPassphrase.With($"The passphrase does not open the key of operator '{operatorId}'.", e);
        }
        catch (CryptographicException e)
        {
            throw StoreErrors.OperatorKeyNotFound.With($"'{path}' is not a P-256 key.", e);
        }
    }

    /// <summary>What an enrolment entry says of the key.</summary>
    public static KeyEnrolDetail Enrolment(string operatorId, EcdsaPublicKey key) => new(operatorId, key.KeyId, Base64Text.Of(key.Spki));

    public static void Write(string path, EcdsaPrivateKey key, string? passphrase) =>
        OwnerOnlyFile.Create(path, Encoding.ASCII.GetBytes(key.ToPem(passphrase)));
}
