using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Backup;

/// <summary>What a store is restored from: a backup with its manifest, or the folder of a store (one that was rolled back, say).</summary>
internal sealed class RestoreSource
{
    private readonly BackupManifest? _manifest;

    private RestoreSource(StoreFolder folder, (BackupManifest Manifest, string Hash)? manifest)
    {
        Folder = folder;
        (_manifest, ManifestHash) = (manifest?.Manifest, manifest?.Hash);
    }

    public StoreFolder Folder { get; }

    /// <summary>Hex hash of the manifest; null for a store that is no backup.</summary>
    public string? ManifestHash { get; }

    /// <exception cref="GovException">StoreNotFound, StoreNotRecognised, StoreTooNew, BackupNotUsable.</exception>
    public static RestoreSource Open(string path)
    {
        StoreFolder folder = StoreFolder.Open(path);
        (BackupManifest Manifest, string Hash)? manifest = BackupManifest.Read(path);
        return manifest is null || manifest.Value.Manifest.Ledger == folder.LedgerId
            ? new RestoreSource(folder, manifest)
            : throw StoreErrors.BackupNotUsable.With($"The manifest of the backup at '{path}' is of another ledger. Use another backup.");
    }

    /// <summary>Copies it and demands that the copy is whole: every file as the manifest says, and the ledger verified with all signatures.</summary>
    /// <exception cref="GovException">BackupNotUsable, StoreNotWritable, StoreDiskFull.</exception>
    public StoreFolder CopyTo(string path, CancellationToken cancellationToken)
    {
        StoreFiles.Writing(path, () =>
        {
            Keys.OwnerOnlyFile.CreateFolder(path);
            if (_manifest is null)
            {
                CopyStore(path, cancellationToken);
            }
            else
            {
                CopyBackup(path, cancellationToken);
            }
        });
        StoreFolder copy = StoreFolder.Open(path);
        using SqliteConnection connection = SqliteConnection.Open(copy.Database);
        Schema.Check(connection);
        connection.BeginRead();
        VerificationReport report = StoreVerification.Run(connection, copy, copy.ReadSecret(), new LedgerVerification(), cancellationToken);
        return report.Verdict != Verdict.Invalid
            ? copy
            : throw StoreErrors.BackupNotUsable.With(
                $"The ledger in '{Folder.Path}' does not verify ({report.Findings[0].Code}: {report.Findings[0].Message}). Use another backup.");
    }

    private void CopyStore(string path, CancellationToken cancellationToken)
    {
        OnlineBackup.Copy(Folder.Database, Path.Combine(path, "ledger.db"), readOnly: false, cancellationToken);
        foreach (string file in FolderCopy.FilesOf(Folder.Path).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            FolderCopy.Copy(Folder.Path, path, file);
        }
    }

    private void CopyBackup(string path, CancellationToken cancellationToken)
    {
        foreach (BackupFile file in _manifest!.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.Path.Split('/') is var parts && (parts.Any(part => part is "" or "." or "..") || Path.IsPathRooted(file.Path) || file.Path.Contains('\\', StringComparison.Ordinal)))
            {
                throw StoreErrors.BackupNotUsable.With($"The manifest of the backup at '{Folder.Path}' names '{file.Path}', which is no file of a backup. Use another backup.");
            }

            if (FolderCopy.Copy(Folder.Path, path, file.Path) != file)
            {
                throw StoreErrors.BackupNotUsable.With($"'{file.Path}' of the backup at '{Folder.Path}' is missing or not as it was written. Use another backup.");
            }
        }
    }
}
