using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Store;

namespace MspGov.Ledger;

public sealed partial class LedgerStore
{
    /// <summary>
    /// Makes a signing key for an operator in the store's folder. It signs nothing until an <c>operator.key.enrol</c> entry in log
    /// <c>keys</c> carries what is returned.
    /// </summary>
    /// <param name="operatorId">Operator id.</param>
    /// <param name="passphrase">Passphrase of the key's file, or null for none.</param>
    /// <returns>The detail of the enrolment entry.</returns>
    /// <exception cref="GovException">InvalidArgument; OperatorAlreadyExists when the operator has a key file; StoreNotWritable.</exception>
    public KeyEnrolDetail CreateOperatorKey(string operatorId, string? passphrase)
    {
        string path = _context.Folder.OperatorKey(OperatorIds.Check(operatorId));
        if (File.Exists(path))
        {
            throw OperatorErrors.AlreadyExists.With($"Operator '{operatorId}' has a key at '{path}' already.");
        }

        using EcdsaPrivateKey key = EcdsaPrivateKey.Create();
        StoreFiles.Writing(path, () => OperatorKeyFile.Write(path, key, passphrase));
        return OperatorKeyFile.Enrolment(operatorId, key.Public);
    }
}
