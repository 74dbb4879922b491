using System.Security.Cryptography;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Keys;

namespace MspGov.Ledger.Backup;

/// <summary>Copies the files of a store beside the database: keys, lab tenants, snapshots and whatever else lies there.</summary>
internal static class FolderCopy
{
    // The database is copied by SQLite; marks and locks say what this machine does and saw, not what the store holds.
    private static readonly HashSet<string> LeftOut = ["ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db-journal", "high-water", "turnstile", BackupManifest.FileName];
    private static readonly HashSet<string> FoldersLeftOut = ["locks", "budget"];

    /// <summary>Paths, with '/', of the files that belong to a store's content.</summary>
    public static IEnumerable<string> FilesOf(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Select(path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(path => !LeftOut.Contains(path) && !FoldersLeftOut.Contains(path.Split('/')[0])
            && !path.EndsWith(".lock", StringComparison.Ordinal) && !path.EndsWith(".part", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>Copies a file, durably and for its owner only, and tells what was copied. Null when it is gone meanwhile.</summary>
    public static BackupFile? Copy(string from, string to, string path)
    {
        FileStream source;
        try
        {
            source = new FileStream(At(from, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        using (source)
        using (FileStream target = OwnerOnlyFile.Open(At(to, path)))
        using (var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            byte[] buffer = new byte[128 << 10];
            int read;
            while ((read = source.Read(buffer)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                target.Write(buffer, 0, read);
            }

            target.Flush(flushToDisk: true);
            return new BackupFile(path, target.Length, HexText.Of(hash.GetHashAndReset()));
        }
    }

    /// <summary>Size and hash of a file as it is.</summary>
    public static BackupFile Describe(string folder, string path)
    {
        using FileStream stream = File.OpenRead(At(folder, path));
        return new BackupFile(path, stream.Length, HexText.Of(SHA256.HashData(stream)));
    }

    private static string At(string folder, string path)
    {
        string full = Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));
        OwnerOnlyFile.CreateFolder(Path.GetDirectoryName(full)!);
        return full;
    }
}
