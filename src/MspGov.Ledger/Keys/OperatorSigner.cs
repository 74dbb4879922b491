using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Ledger.Append;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Keys;

/// <summary>Opens an operator's signing key and demands that it is in force.</summary>
internal static class OperatorSigner
{
    /// <summary>The operator with a key that log keys says is theirs now.</summary>
    /// <param name="folder">Store.</param>
    /// <param name="keys">Log keys.</param>
    /// <param name="operatorId">Operator id.</param>
    /// <param name="keyPath">The key's file; <c>cert:</c> and a thumbprint for one in the user's certificate store; the one in the store's folder when null.</param>
    /// <param name="passphrase">Passphrase of the file.</param>
    /// <exception cref="GovException">InvalidArgument, OperatorKeyNotFound, OperatorKeyPassphrase, OperatorKeyNotEnrolled.</exception>
    public static Signer Open(StoreFolder folder, KeyHistory keys, string operatorId, string? keyPath, string? passphrase)
    {
        string path = keyPath ?? folder.OperatorKey(OperatorIds.Check(operatorId));
        EcdsaPrivateKey key = path.StartsWith(OperatorCertificate.Prefix, StringComparison.Ordinal)
            ? OperatorCertificate.Open(path[OperatorCertificate.Prefix.Length..], operatorId)
            : OperatorKeyFile.Read(path, operatorId, passphrase);
        if (!InForce(key) && keyPath is null && File.Exists(folder.NextOperatorKey(operatorId)))
        {
            // A process died between the commit that changed keys and the change of files.
            key = OperatorKeyFile.Read(folder.NextOperatorKey(operatorId), operatorId, passphrase);
            if (InForce(key))
            {
                UseNextKey(folder, operatorId);
            }
        }

        return InForce(key)
            ? new Signer(operatorId, key)
            : throw StoreErrors.OperatorKeyNotEnrolled.With(
                $"The key at '{path}' is not in force for operator '{operatorId}': it was never enrolled for them, or it was retired.");

        bool InForce(EcdsaPrivateKey candidate) => keys.MaySign(candidate.KeyId, operatorId, LogIds.Msp, 0, keys.Size);
    }

    /// <summary>Puts the next key of an operator in the place of the one that was retired.</summary>
    public static void UseNextKey(StoreFolder folder, string operatorId)
    {
        string path = folder.OperatorKey(operatorId);
        StoreFiles.Writing(path, () => File.Move(folder.NextOperatorKey(operatorId), path, overwrite: true));
    }
}
