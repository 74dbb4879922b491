using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Tenants;

namespace MspGov.Graph.Secrets;

/// <summary>
/// Encrypts secrets with a key of the store: 32 random bytes in a file that only its owner can read. From it HKDF-SHA256 derives one
/// key per tenant, and AES-256-GCM binds the text to that tenant. Whoever copies the ledger or a backup without that file holds
/// nothing; whoever can read the file can read the secrets, so a vault or certificate store is the better place for strong ones.
/// </summary>
public sealed class StoreSecretProtector(string path) : ISecretProtector
{
    private const string Prefix = "enc:v1.";
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly object _gate = new();
    private byte[]? _key;

    /// <summary>Path of the key's file.</summary>
    public string Path { get; } = path;

    /// <inheritdoc/>
    public string Protect(string secret, string tenantId)
    {
        byte[] clear = Encoding.UTF8.GetBytes(secret);
        byte[] sealedBytes = new byte[NonceLength + clear.Length + TagLength];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceLength));
        using AesGcm aes = Cipher(LoadOrCreate(), tenantId);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceLength), clear, sealedBytes.AsSpan(NonceLength, clear.Length), sealedBytes.AsSpan(NonceLength + clear.Length), Context(tenantId));
        CryptographicOperations.ZeroMemory(clear);
        return Prefix + Convert.ToBase64String(sealedBytes);
    }

    /// <inheritdoc/>
    public string Unprotect(string reference, string tenantId)
    {
        byte[] bytes = new byte[reference.Length];
        if (!reference.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(reference[Prefix.Length..], bytes, out int length)
            || length < NonceLength + TagLength)
        {
            throw Failed("is damaged");
        }

        byte[] key = Load() ?? throw Failed($"was encrypted with a key that is not here ({Path})");
        byte[] clear = new byte[length - NonceLength - TagLength];
        try
        {
            using AesGcm aes = Cipher(key, tenantId);
            aes.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, clear.Length), bytes.AsSpan(NonceLength + clear.Length, TagLength), clear, Context(tenantId));
            return Encoding.UTF8.GetString(clear);
        }
        catch (CryptographicException)
        {
            throw Failed("was encrypted by another store or for another tenant, or is damaged");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }

        GovException Failed(string why) =>
            TenantErrors.SecretNotFound.With($"The stored secret of tenant {tenantId} {why}. Set it again with Set-ClientTenant.").About(tenantId, tenantId);
    }

    /// <summary>A key of this store for one tenant and one purpose; the same every time.</summary>
    public byte[] DeriveKey(string purpose, string tenantId) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, LoadOrCreate(), 32, salt: null, info: Encoding.UTF8.GetBytes($"mspgov.{purpose}.v1\n{tenantId.ToLowerInvariant()}"));

    private static AesGcm Cipher(byte[] key, string tenantId) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt: null, info: Context(tenantId)), TagLength);

    private static byte[] Context(string tenantId) => Encoding.UTF8.GetBytes("mspgov.secret.v1\n" + tenantId.ToLowerInvariant());

    private byte[]? Load()
    {
        lock (_gate)
        {
            if (_key is null && File.Exists(Path))
            {
                byte[] key = File.ReadAllBytes(Path);
                _key = key.Length == 32 ? key : throw TenantErrors.SecretNotFound.With($"The key file {Path} is damaged. Restore it from a backup, or set the tenants' secrets again.");
            }

            return _key;
        }
    }

    private byte[] LoadOrCreate()
    {
        if (Load() is { } known)
        {
            return known;
        }

        byte[] key = RandomNumberGenerator.GetBytes(32);
        string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        string fresh = System.IO.Path.Combine(folder, System.IO.Path.GetRandomFileName());
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        Directory.CreateDirectory(folder);
        using (FileStream stream = new(fresh, options))
        {
            stream.Write(key);
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(fresh, Path, overwrite: false);
        }
        catch (IOException) when (File.Exists(Path))
        {
            // Another process was first: its key counts.
            File.Delete(fresh);
        }

        return Load()!;
    }
}
