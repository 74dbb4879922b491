using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Ledger.Backup;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;

namespace MspGov.Ledger.Store;

/// <summary>
/// The folder of a store: <c>store.json</c> (what it is), <c>ledger.db</c>, <c>keys/</c> (ledger keys, secret, operators' keys),
/// <c>high-water</c>. Others keep <c>lab/</c> and <c>snapshots/</c> beside.
/// </summary>
internal sealed class StoreFolder
{
    private const string Format = "mspgov.store.v1";
    private const string FormatFamily = "mspgov.store.";

    private StoreFolder(string path, string ledgerId, string origin, DateTimeOffset createdAt) =>
        (Path, LedgerId, Origin, CreatedAt) = (path, ledgerId, origin, createdAt);

    public string Path { get; }

    public string LedgerId { get; }

    public string Origin { get; }

    public DateTimeOffset CreatedAt { get; }

    public string Database => System.IO.Path.Combine(Path, "ledger.db");

    public string HighWaterMark => System.IO.Path.Combine(Path, Store.HighWaterMark.FileName);

    /// <summary>Where processes that wait to write make themselves known.</summary>
    public string Turnstile => System.IO.Path.Combine(Path, "turnstile");

    public string LedgerKeys => System.IO.Path.Combine(Path, "keys", "ledger");

    public string Secret => System.IO.Path.Combine(LedgerKeys, "secret");

    /// <summary>Name of the file that makes a folder a store.</summary>
    public const string Description = "store.json";

    private static string DescriptionOf(string path) => System.IO.Path.Combine(path, Description);

    /// <summary>Makes the folders of a new store. <see cref="Describe"/> comes last: without it there is no store.</summary>
    public static StoreFolder Create(string path, string ledgerId, string origin, DateTimeOffset createdAt)
    {
        if (File.Exists(DescriptionOf(path)))
        {
            throw StoreErrors.AlreadyExists.With($"There is a store at '{path}' already. Connect to it with Connect-GovernanceStore, or choose another path.");
        }

        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw StoreErrors.NotAStore.With($"'{path}' exists and is not empty. Choose a new or empty folder for the store.");
        }

        var folder = new StoreFolder(path, ledgerId, origin, createdAt);
        StoreFiles.Writing(path, () =>
        {
            OwnerOnlyFile.CreateFolder(path);
            OwnerOnlyFile.CreateFolder(System.IO.Path.Combine(path, "keys"));
            OwnerOnlyFile.CreateFolder(folder.LedgerKeys);
            OwnerOnlyFile.CreateFolder(System.IO.Path.Combine(path, "keys", "operators"));
            OwnerOnlyFile.Create(folder.Secret, Encoding.ASCII.GetBytes(Base64Text.Of(RandomNumberGenerator.GetBytes(32)) + "\n"));
        });
        return folder;
    }

    /// <exception cref="GovException">NotFound, NotAStore or TooNew.</exception>
    public static StoreFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw StoreErrors.NotFound.With(RestoreTarget.IsBetween(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)))
                ? $"A restore to '{path}' was stopped while it exchanged the stores, and nothing is lost: run the same Restore-GovernanceStore again."
                : $"There is no store at '{path}'. Create one with Initialize-GovernanceStore, or check the path.");
        }

        string description = DescriptionOf(path);
        if (!File.Exists(description))
        {
            throw StoreErrors.NotAStore.With($"'{path}' is not a governance store: it has no store.json.");
        }

        try
        {
            JsonNodeValue json = StrictJson.Parse(File.ReadAllBytes(description));
            string format = json.String("format");
            if (format != Format && format.StartsWith(FormatFamily, StringComparison.Ordinal))
            {
                throw StoreErrors.TooNew.With($"The store at '{path}' has format '{format}'; this module knows '{Format}'. Update the module.");
            }

            return format == Format && Scalars.IsUuid(json.String("ledger"))
                ? new StoreFolder(path, json.String("ledger"), json.String("origin"), Scalars.ParseTime(json.String("createdAt")))
                : throw StoreErrors.NotAStore.With($"'{path}' is not a governance store: its store.json is of another kind.");
        }
        catch (LedgerFormatException e)
        {
            throw StoreErrors.NotAStore.With($"'{path}' is not a governance store: its store.json cannot be read.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritable.With($"The store at '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Writes store.json, which makes the folder a store.</summary>
    public void Describe() => StoreFiles.Writing(Path, () => OwnerOnlyFile.Create(DescriptionOf(Path), new JsonText().Open()
        .Pair("format", Format).Pair("ledger", LedgerId).Pair("origin", Origin).Pair("createdAt", Scalars.Of(CreatedAt)).Close().ToLine()));

    public string OperatorKey(string operatorId) => System.IO.Path.Combine(Path, "keys", "operators", operatorId + ".pem");

    /// <summary>A key that is enrolled in the same commit that retires the other, until it takes its place.</summary>
    public string NextOperatorKey(string operatorId) => System.IO.Path.Combine(Path, "keys", "operators", operatorId + ".next.pem");

    /// <summary>The ledger secret that slot salts are made from.</summary>
    public byte[] ReadSecret()
    {
        try
        {
            return Base64Text.Parse(File.ReadAllText(Secret).TrimEnd('\n'), 32);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LedgerFormatException)
        {
            throw StoreErrors.Damaged.With($"The ledger's secret '{Secret}' cannot be read: {e.Message} Put it back from a backup, or restore the whole with Restore-GovernanceStore.", e);
        }
    }
}
