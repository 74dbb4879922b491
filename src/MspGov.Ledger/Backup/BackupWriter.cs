using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Backup;

/// <summary>
/// Writes a backup: the database by SQLite's online backup first, then the files beside it, because what the ledger names is on disk
/// before its entry. It is read back whole and verified before it gets its name.
/// </summary>
internal sealed class BackupWriter(StoreFolder store, string path, string createdBy, DateTimeOffset at)
{
    private const int Attempts = 5;
    private readonly string _part = path + ".part";

    /// <summary>Demands a place for the backup.</summary>
    /// <exception cref="GovException">InvalidArgument, BackupPathExists.</exception>
    public void CheckPlace()
    {
        string inside = Path.TrimEndingDirectorySeparator(store.Path) + Path.DirectorySeparatorChar;
        if ((path + Path.DirectorySeparatorChar).StartsWith(inside, StringComparison.Ordinal))
        {
            throw PolicyErrors.InvalidArgument.With($"'{path}' lies in the store itself. Choose a folder outside, best on another disk.");
        }

        if (File.Exists(path) || Directory.Exists(path))
        {
            throw StoreErrors.BackupExists.With($"'{path}' exists. A backup is never overwritten: choose another path.");
        }
    }

    /// <summary>Writes and verifies; on any failure nothing is left.</summary>
    public BackupInfo Write(LedgerVerification verification, CancellationToken cancellationToken)
    {
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                StoreFiles.Writing(_part, () => Discard(_part));
                List<BackupFile> files = [];
                StoreFiles.Writing(_part, () => files = Copy(cancellationToken));
                // Keys that were rotated between the database and its files: once more.
                if (KeysFit() || attempt == Attempts)
                {
                    return Finish(files, verification, cancellationToken);
                }
            }
        }
        catch
        {
            Discard(_part);
            throw;
        }
    }

    /// <summary>Takes away what a process that died left; it holds keys.</summary>
    public static void Discard(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private List<BackupFile> Copy(CancellationToken cancellationToken)
    {
        OwnerOnlyFile.CreateFolder(_part);
        BackupManifest.Begin(_part);
        string database = Path.Combine(_part, "ledger.db");
        OnlineBackup.Copy(store.Database, database, readOnly: false, cancellationToken);
        OwnerOnlyFile.Restrict(database);
        var files = new List<BackupFile>();
        foreach (string file in FolderCopy.FilesOf(store.Path).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FolderCopy.Copy(store.Path, _part, file) is { } copied)
            {
                files.Add(copied);
            }
        }

        return files;
    }

    private bool KeysFit()
    {
        using SqliteConnection connection = SqliteConnection.Open(Path.Combine(_part, "ledger.db"), readOnly: true);
        KeyHistory keys = KeyLog.Read(connection);
        return keys.Vkeys.All(vkey => LedgerKeyPair.IsThere(Path.Combine(_part, "keys", "ledger"), vkey));
    }

    private BackupInfo Finish(List<BackupFile> files, LedgerVerification verification, CancellationToken cancellationToken)
    {
        StoreFolder copy = StoreFolder.Open(_part);
        using (SqliteConnection connection = SqliteConnection.Open(copy.Database, readOnly: true))
        {
            connection.BeginRead();
            VerificationReport report = StoreVerification.Run(connection, copy, copy.ReadSecret(), verification, cancellationToken);
            if (report.Verdict == Verdict.Invalid)
            {
                throw LedgerErrors.Invalid.With($"The backup does not verify ({report.Findings[0].Code}: {report.Findings[0].Message}), so the store does not either, or its copy was damaged. Run Test-AuditLedger.");
            }

            LedgerKeyPair.Load(copy.LedgerKeys, KeyLog.Read(connection).Vkeys).Dispose();
            EpochRow last = EpochRow.Last(connection)!;
            files.Add(FolderCopy.Describe(_part, "ledger.db"));
            // What was written is read back from the disk, every file.
            if (files.Any(file => FolderCopy.Describe(_part, file.Path) != file))
            {
                throw StoreErrors.NotWritable.With($"What was written to '{path}' does not read back as it was written. Use another disk.");
            }

            var manifest = new BackupManifest(BackupManifest.TheFormat, copy.LedgerId, copy.Origin, last.Epoch + 1, last.CheckpointHash, Scalars.Of(at), createdBy, files);
            string hash = "";
            StoreFiles.Writing(path, () =>
            {
                hash = manifest.Write(_part);
                connection.Dispose();
                Directory.Move(_part, path);
            });
            return new BackupInfo(
                copy.LedgerId, path, last.Epoch + 1, report.Entries, last.CheckpointHash, files.Count + 1, files.Sum(file => file.Bytes), hash, at);
        }
    }
}
