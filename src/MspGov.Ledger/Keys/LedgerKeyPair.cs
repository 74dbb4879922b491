using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Notes;

namespace MspGov.Ledger.Keys;

/// <summary>
/// The two private keys of a ledger (LEDGER section 4): ECDSA on every checkpoint, Ed25519 on what is published.
/// Each is a PKCS#8 file named by its key id.
/// </summary>
internal sealed class LedgerKeyPair : IDisposable
{
    // PrivateKeyInfo of RFC 8410 up to the 32 bytes of the seed.
    private static readonly byte[] Ed25519Pkcs8 = Convert.FromHexString("302E020100300506032B657004220420");

    private readonly EcdsaPrivateKey _ecdsa;
    private readonly Ed25519Key _ed25519;

    private LedgerKeyPair(string origin, EcdsaPrivateKey ecdsa, Ed25519Key ed25519)
    {
        (_ecdsa, _ed25519) = (ecdsa, ed25519);
        Vkeys = [Vkey.Of(origin, ecdsa.Public), Vkey.Of(origin, ed25519)];
    }

    /// <summary>ECDSA first.</summary>
    public IReadOnlyList<Vkey> Vkeys { get; }

    public static LedgerKeyPair Create(string origin) => new(origin, EcdsaPrivateKey.Create(), Ed25519Key.Create());

    /// <summary>Reads the private keys of two vkeys from a folder.</summary>
    public static LedgerKeyPair Load(string folder, IReadOnlyList<Vkey> vkeys)
    {
        try
        {
            Vkey ecdsa = vkeys.Single(key => key.Type == NoteKeyType.Ecdsa);
            Vkey ed25519 = vkeys.Single(key => key.Type == NoteKeyType.Ed25519);
            byte[] pkcs8 = ReadPkcs8(PathOf(folder, ed25519));
            var pair = new LedgerKeyPair(
                ecdsa.Name, EcdsaPrivateKey.FromPem(File.ReadAllText(PathOf(folder, ecdsa)), null), new Ed25519Key(pkcs8[Ed25519Pkcs8.Length..]));
            return pair.Vkeys.SequenceEqual([ecdsa, ed25519])
                ? pair
                : throw new CryptographicException("The key files hold other keys than the ledger's.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or InvalidOperationException or ArgumentException)
        {
            throw StoreErrors.Damaged.With($"The ledger's keys in '{folder}' cannot be read: {e.Message} Put them back from a backup; when they are lost, Restore-GovernanceStore -AsSuccessor goes on with a successor ledger.", e);
        }
    }

    /// <summary>Whether the file of a private key is there.</summary>
    public static bool IsThere(string folder, Vkey vkey) => File.Exists(PathOf(folder, vkey));

    /// <summary>Destroys the private keys of these vkeys.</summary>
    public static void Destroy(string folder, IEnumerable<Vkey> vkeys)
    {
        foreach (Vkey vkey in vkeys)
        {
            OwnerOnlyFile.Destroy(PathOf(folder, vkey));
        }
    }

    /// <summary>Destroys every private key but those of these vkeys.</summary>
    public static void DestroyOthers(string folder, IReadOnlyList<Vkey> vkeys)
    {
        HashSet<string> kept = [.. vkeys.Select(vkey => PathOf(folder, vkey))];
        foreach (string path in Directory.GetFiles(folder, "*.pem").Where(path => !kept.Contains(path)))
        {
            OwnerOnlyFile.Destroy(path);
        }
    }

    public void Save(string folder)
    {
        OwnerOnlyFile.Create(PathOf(folder, Vkeys[0]), Encoding.ASCII.GetBytes(_ecdsa.ToPem(null)));
        byte[] pkcs8 = [.. Ed25519Pkcs8, .. _ed25519.Seed];
        OwnerOnlyFile.Create(PathOf(folder, Vkeys[1]), Encoding.ASCII.GetBytes(PemEncoding.WriteString("PRIVATE KEY", pkcs8) + "\n"));
    }

    /// <summary>The signature line that every checkpoint bears.</summary>
    public NoteSignature SignEcdsa(byte[] text) => new(Vkeys[0].Name, Vkeys[0].KeyId, _ecdsa.Sign(text));

    /// <summary>The further line of what leaves the store.</summary>
    public NoteSignature SignEd25519(byte[] text) => new(Vkeys[1].Name, Vkeys[1].KeyId, _ed25519.Sign(text));

    /// <summary>A note signed by both, ECDSA first.</summary>
    public SignedNote SignNote(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return new SignedNote(text, [SignEcdsa(bytes), SignEd25519(bytes)]);
    }

    public void Dispose() => _ecdsa.Dispose();

    private static string PathOf(string folder, Vkey vkey) => Path.Combine(folder, HexText.Of(vkey.KeyId) + ".pem");

    private static byte[] ReadPkcs8(string path)
    {
        string pem = File.ReadAllText(path);
        byte[] pkcs8 = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
        return pkcs8.AsSpan().StartsWith(Ed25519Pkcs8) && pkcs8.Length == Ed25519Pkcs8.Length + Ed25519Key.Size
            ? pkcs8
            : throw new CryptographicException($"'{path}' is not an Ed25519 key.");
    }
}
