using System.Security.Cryptography;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;

namespace MspGov.Ledger.Backup;

/// <summary>One file of a backup.</summary>
/// <param name="Path">Path in the backup, with '/'.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Hex SHA-256.</param>
internal sealed record BackupFile(string Path, long Bytes, string Sha256);

/// <summary>
/// What a backup holds: <c>backup.json</c>. It is there and empty from the first moment, and gets its content last: a folder that a
/// process died over is neither a backup nor a store that somebody could go on with.
/// </summary>
internal sealed record BackupManifest(
    string Format, string Ledger, string Origin, long Epochs, string Checkpoint, string CreatedAt, string CreatedBy, IReadOnlyList<BackupFile> Files)
{
    public const string FileName = "backup.json";
    public const string TheFormat = "mspgov.backup.v1";

    /// <summary>Whether a folder is a backup.</summary>
    public static bool IsIn(string folder) => File.Exists(System.IO.Path.Combine(folder, FileName));

    /// <summary>Says of a folder that a backup is being written to it.</summary>
    public static void Begin(string folder) => OwnerOnlyFile.Create(System.IO.Path.Combine(folder, FileName), []);

    /// <summary>Writes it and gives the hex hash of its bytes.</summary>
    public string Write(string folder)
    {
        byte[] bytes = [.. CoreJson.ToBytes(this), (byte)'\n'];
        OwnerOnlyFile.Replace(System.IO.Path.Combine(folder, FileName), bytes);
        return HexText.Of(SHA256.HashData(bytes));
    }

    /// <summary>The manifest of a folder and the hex hash of its bytes; null when it has none.</summary>
    /// <exception cref="GovException">BackupNotUsable, StoreTooNew.</exception>
    public static (BackupManifest Manifest, string Hash)? Read(string folder)
    {
        string path = System.IO.Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (bytes.Length == 0)
            {
                throw StoreErrors.BackupNotUsable.With($"The backup at '{folder}' was never finished: whatever wrote it was stopped. Delete the folder, which holds keys, and use another backup.");
            }

            var manifest = CoreJson.FromBytes<BackupManifest>(bytes);
            return manifest.Format == TheFormat && manifest is { Ledger: not null, Files: not null }
                ? (manifest, HexText.Of(SHA256.HashData(bytes)))
                : throw StoreErrors.TooNew.With($"The backup at '{folder}' has format '{manifest.Format}'; this module knows '{TheFormat}'. Update the module.");
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.BackupNotUsable.With($"The manifest of the backup at '{folder}' cannot be read: {e.Message} Use another backup.", e);
        }
    }
}
