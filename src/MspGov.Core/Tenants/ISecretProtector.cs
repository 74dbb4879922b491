namespace MspGov.Core.Tenants;

/// <summary>Encrypts secrets that an operator gives in clear, so that the ledger and the register only ever hold an <c>enc:</c> reference.</summary>
public interface ISecretProtector
{
    /// <summary>Encrypts a secret of one tenant.</summary>
    /// <param name="secret">The secret in clear.</param>
    /// <param name="tenantId">The tenant it is for; it opens for no other.</param>
    /// <returns>A reference that starts with <c>enc:</c>.</returns>
    string Protect(string secret, string tenantId);

    /// <summary>Decrypts what <see cref="Protect"/> made.</summary>
    /// <exception cref="Errors.GovException">SecretNotFound when it was made elsewhere, for another tenant, or is damaged.</exception>
    string Unprotect(string reference, string tenantId);
}
