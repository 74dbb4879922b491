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

    /// <summary>
    /// Makes the next signing key of an operator who has one, beside it. It takes the other's place by <see cref="UseNextOperatorKey"/>,
    /// or when the operator next opens the store, once the ledger says that it is in force and the other retired.
    /// </summary>
    /// <param name="operatorId">Operator id.</param>
    /// <param name="passphrase">Passphrase of the key's file, or null for none.</param>
    /// <returns>The detail of the enrolment entry.</returns>
    public KeyEnrolDetail CreateNextOperatorKey(string operatorId, string? passphrase)
    {
        string path = _context.Folder.NextOperatorKey(OperatorIds.Check(operatorId));
        using EcdsaPrivateKey key = EcdsaPrivateKey.Create();
        StoreFiles.Writing(path, () =>
        {
            // One that was never enrolled, left by a process that died.
            OwnerOnlyFile.Destroy(path);
            OperatorKeyFile.Write(path, key, passphrase);
        });
        return OperatorKeyFile.Enrolment(operatorId, key.Public);
    }

    /// <summary>What an enrolment entry says of the key of a certificate; nothing is written.</summary>
    /// <param name="operatorId">Operator id.</param>
    /// <param name="path">The certificate's file, DER or PEM.</param>
    /// <exception cref="GovException">OperatorKeyNotFound when it is no certificate of a P-256 key.</exception>
    public static KeyEnrolDetail CertificateEnrolment(string operatorId, string path) =>
        OperatorKeyFile.Enrolment(OperatorIds.Check(operatorId), OperatorCertificate.Read(path));

    /// <summary>Puts the next key of an operator in the place of the one that was retired.</summary>
    /// <param name="operatorId">Operator id.</param>
    public void UseNextOperatorKey(string operatorId) => OperatorSigner.UseNextKey(_context.Folder, OperatorIds.Check(operatorId));

    /// <summary>Takes back a key that was made and never enrolled.</summary>
    /// <param name="operatorId">Operator id.</param>
    /// <param name="next">True for the next key, false for the only one.</param>
    public void DiscardOperatorKey(string operatorId, bool next)
    {
        string id = OperatorIds.Check(operatorId);
        OwnerOnlyFile.Destroy(next ? _context.Folder.NextOperatorKey(id) : _context.Folder.OperatorKey(id));
    }
}
