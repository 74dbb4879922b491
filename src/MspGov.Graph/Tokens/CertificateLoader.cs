using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;
using MspGov.Graph.Secrets;

namespace MspGov.Graph.Tokens;

/// <summary>Loads the client certificate of a connection: <c>file:PATH</c> (PFX or PEM with key) or <c>store:THUMBPRINT</c>.</summary>
internal static class CertificateLoader
{
    public static X509Certificate2 Load(TenantDocument tenant, SecretResolver secrets)
    {
        string reference = tenant.Connection.Certificate ?? "";
        X509Certificate2 certificate = reference switch
        {
            _ when reference.StartsWith("file:", StringComparison.OrdinalIgnoreCase) => FromFile(reference["file:".Length..], tenant, secrets),
            _ when reference.StartsWith("store:", StringComparison.OrdinalIgnoreCase) => FromStore(reference["store:".Length..], tenant),
            _ => throw Invalid(tenant, "its certificate must be file:PATH or store:THUMBPRINT"),
        };
        return certificate.HasPrivateKey ? certificate : throw Invalid(tenant, "its certificate has no private key");
    }

    private static X509Certificate2 FromFile(string path, TenantDocument tenant, SecretResolver secrets)
    {
        string? password = tenant.Connection.SecretReference is null ? null : secrets.Resolve(tenant);
        try
        {
            if (IsPem(path))
            {
                return password is null ? X509Certificate2.CreateFromPemFile(path) : X509Certificate2.CreateFromEncryptedPemFile(path, password);
            }

            // EphemeralKeySet leaves no key file behind; macOS does not have it.
            X509KeyStorageFlags flags = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
            return new X509Certificate2(path, password, flags);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(tenant, $"its certificate {path} cannot be read ({e.Message.TrimEnd('.')}); check the path and the password", e);
        }
    }

    private static bool IsPem(string path)
    {
        using StreamReader reader = File.OpenText(path);
        char[] start = new char[4096];
        int read = reader.ReadBlock(start);
        return start.AsSpan(0, read).IndexOf("-----BEGIN") >= 0;
    }

    private static X509Certificate2 FromStore(string thumbprint, TenantDocument tenant)
    {
        foreach (StoreLocation location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            try
            {
                using X509Store store = new(StoreName.My, location, OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
                if (store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false) is [X509Certificate2 found, ..])
                {
                    return found;
                }
            }
            catch (CryptographicException)
            {
                // This platform has no such store; the other may have it.
            }
        }

        throw Invalid(tenant, $"no certificate with thumbprint {thumbprint} is in the personal store of this user or machine");
    }

    private static GovException Invalid(TenantDocument tenant, string why, Exception? inner = null) =>
        TenantErrors.SecretNotFound.With($"Tenant '{tenant.Name}' cannot be signed in to: {why}.", inner).About(tenant.Name, tenant.Id);
}
