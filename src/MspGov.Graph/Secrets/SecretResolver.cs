using MspGov.Core.Errors;
using MspGov.Core.Tenants;

namespace MspGov.Graph.Secrets;

/// <summary>Turns a secret reference into the secret, at the moment it is needed: <c>env:NAME</c>, <c>file:PATH</c>, <c>vault:NAME</c>, <c>enc:...</c></summary>
public sealed class SecretResolver(Func<string, string?>? vault = null, ISecretProtector? protector = null)
{
    private static readonly string[] Prefixes = ["env:", "file:", "vault:", "enc:"];

    /// <summary>True when the text is a reference and not a secret in clear.</summary>
    public static bool IsReference(string text) =>
        Prefixes.Any(prefix => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && text.Length > prefix.Length);

    /// <summary>The secret of a tenant's connection.</summary>
    /// <exception cref="GovException">SecretNotFound.</exception>
    public string Resolve(TenantDocument tenant) =>
        tenant.Connection.SecretReference is { Length: > 0 } reference
            ? Resolve(reference, tenant.Id, tenant.Name)
            : throw TenantErrors.SecretNotFound.With($"Tenant '{tenant.Name}' has no secret in its connection. Set one with Set-ClientTenant.").About(tenant.Name, tenant.Id);

    /// <summary>Resolves a reference.</summary>
    /// <exception cref="GovException">SecretNotFound.</exception>
    public string Resolve(string reference, string tenantId, string tenantName)
    {
        int colon = reference.IndexOf(':', StringComparison.Ordinal);
        string name = reference[(colon + 1)..];
        string? secret = colon < 0 ? throw Missing("it is not a reference; use env:NAME, file:PATH or vault:NAME") : reference[..colon].ToLowerInvariant() switch
        {
            "env" => Environment.GetEnvironmentVariable(name) ?? throw Missing($"the environment variable {name} is not set in this process"),
            "file" => ReadFile(name),
            "vault" => (vault ?? throw Missing("no vault is connected; give Connect-GovernanceStore a -VaultResolver"))(name)
                ?? throw Missing($"the vault has no secret named {name}"),
            "enc" => (protector ?? throw Missing("this store has no key for encrypted secrets")).Unprotect(reference, tenantId),
            _ => throw Missing("it is not a reference; use env:NAME, file:PATH or vault:NAME"),
        };
        return secret.Length > 0 ? secret : throw Missing("it is empty");

        string ReadFile(string path)
        {
            try
            {
                return File.ReadAllText(path).TrimEnd('\r', '\n');
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Missing($"the file {path} cannot be read ({e.Message.TrimEnd('.')})");
            }
        }

        // The reference of an encrypted or mistyped secret may be the secret: only its kind is named.
        GovException Missing(string why) =>
            TenantErrors.SecretNotFound.With($"The secret of tenant '{tenantName}' cannot be used: {why}.").About(tenantName, tenantId);
    }
}
