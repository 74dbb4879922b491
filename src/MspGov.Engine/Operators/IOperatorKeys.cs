using MspGov.Core.Ledger;
using MspGov.Ledger;

namespace MspGov.Engine.Operators;

/// <summary>The files of operators' signing keys.</summary>
internal interface IOperatorKeys
{
    /// <summary>Makes the first key of an operator, or the next of one who has a key.</summary>
    KeyEnrolDetail Create(string @operator, string? passphrase, bool next);

    /// <summary>What is enrolled of a key that lives in a certificate store.</summary>
    KeyEnrolDetail OfCertificate(string @operator, string path);

    /// <summary>The next key takes the place of the one that was retired.</summary>
    void UseNext(string @operator);

    /// <summary>Takes back a key that was not enrolled.</summary>
    void Discard(string @operator, bool next);
}

/// <summary>Keys in the store's folder.</summary>
internal sealed class StoreKeys(LedgerStore store) : IOperatorKeys
{
    /// <inheritdoc/>
    public KeyEnrolDetail Create(string @operator, string? passphrase, bool next) =>
        next ? store.CreateNextOperatorKey(@operator, passphrase) : store.CreateOperatorKey(@operator, passphrase);

    /// <inheritdoc/>
    public KeyEnrolDetail OfCertificate(string @operator, string path) => LedgerStore.CertificateEnrolment(@operator, path);

    /// <inheritdoc/>
    public void UseNext(string @operator) => store.UseNextOperatorKey(@operator);

    /// <inheritdoc/>
    public void Discard(string @operator, bool next) => store.DiscardOperatorKey(@operator, next);
}
