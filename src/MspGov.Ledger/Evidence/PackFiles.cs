using System.Buffers.Binary;
using System.IO.Compression;
using MspGov.Core.Errors;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Evidence;

/// <summary>
/// The files of a pack from outside, a folder or a zip, read where they are: nothing is extracted, nothing outside is touched, and
/// what is not a plain file with a proper path is listed as a problem and never opened.
/// </summary>
internal abstract class PackFiles : IDisposable
{
    private const int MostFiles = 20_000;

    private readonly Dictionary<string, long> _files = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    /// <summary>A pack without any file.</summary>
    public static PackFiles Empty => new NoFiles();

    /// <summary>Sizes by path.</summary>
    public IReadOnlyDictionary<string, long> Files => _files;

    /// <summary>What a pack may not contain.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <exception cref="GovException">EvidenceNotFound.</exception>
    public static PackFiles Open(string path)
    {
        try
        {
            return Directory.Exists(path) ? new FolderFiles(path)
                : File.Exists(path) ? new ZipFiles(path)
                : throw LedgerErrors.EvidenceNotFound.With($"There is no evidence at '{path}'. Give the folder or the zip that Export-AuditEvidence wrote.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or LedgerFormatException)
        {
            throw LedgerErrors.EvidenceNotFound.With($"'{path}' is neither a folder nor a zip that can be read: {e.Message}", e);
        }
    }

    public bool Has(string path) => _files.ContainsKey(path);

    /// <summary>Opens a listed file.</summary>
    public abstract Stream OpenFile(string path);

    /// <summary>Reads a whole file of at most so many bytes.</summary>
    /// <exception cref="LedgerFormatException">Missing or too large.</exception>
    public byte[] ReadAll(string path, int most = 1 << 20)
    {
        if (!_files.TryGetValue(path, out long size))
        {
            throw new LedgerFormatException($"The file '{path}' is missing.");
        }

        if (size > most)
        {
            throw new LedgerFormatException($"The file '{path}' is larger than such a file can be.");
        }

        return Reading(path, stream =>
        {
            var content = new MemoryStream();
            byte[] buffer = new byte[16384];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, read);
                if (content.Length > most)
                {
                    throw new LedgerFormatException($"The file '{path}' is larger than it says.");
                }
            }

            return content.ToArray();
        });
    }

    /// <summary>Reads a file; what the disk or the zip's decoder throws becomes malformed input.</summary>
    public T Reading<T>(string path, Func<Stream, T> read)
    {
        // An empty file has nothing to read, and a pipe or device pretends to be one: neither is opened.
        if (!_files.TryGetValue(path, out long size))
        {
            throw new LedgerFormatException($"The file '{path}' is missing.");
        }

        try
        {
            using Stream stream = size == 0 ? Stream.Null : OpenFile(path);
            return read(stream);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new LedgerFormatException($"The file '{path}' cannot be read: {e.Message}", e);
        }
    }

    public abstract void Dispose();

    protected void Add(string path, long size, bool regular)
    {
        if (_files.Count + _problems.Count >= MostFiles)
        {
            throw new LedgerFormatException("The pack has too many files.");
        }

        if (path.EndsWith('/'))
        {
            _problems.Add($"'{Shorten(path)}' is an entry of a folder, and a pack holds files only: make the zip without such entries (zip -D).");
        }
        else if (!PackNames.IsWellFormed(path) || !regular)
        {
            _problems.Add($"'{Shorten(path)}' is not a plain file with a path that packs have.");
        }
        else if (!_files.TryAdd(path, size))
        {
            _problems.Add($"'{path}' is there twice.");
        }
    }

    private static string Shorten(string path) => path.Length <= 80 ? path : path[..80] + "…";

    private sealed class NoFiles : PackFiles
    {
        public override Stream OpenFile(string path) => throw new NotSupportedException();

        public override void Dispose()
        {
        }
    }

    private sealed class FolderFiles : PackFiles
    {
        private readonly string _root;

        public FolderFiles(string root)
        {
            _root = root;
            foreach (FileSystemInfo item in new DirectoryInfo(root).EnumerateFileSystemInfos())
            {
                if (item is DirectoryInfo folder && IsPlain(item))
                {
                    foreach (FileSystemInfo inner in folder.EnumerateFileSystemInfos())
                    {
                        Add(folder.Name + "/" + inner.Name, (inner as FileInfo)?.Length ?? 0, inner is FileInfo && IsPlain(inner));
                    }
                }
                else
                {
                    Add(item.Name, (item as FileInfo)?.Length ?? 0, item is FileInfo && IsPlain(item));
                }
            }
        }

        public override Stream OpenFile(string path) =>
            new FileStream(Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar)), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);

        public override void Dispose()
        {
        }

        private static bool IsPlain(FileSystemInfo item) => (item.Attributes & (FileAttributes.ReparsePoint | FileAttributes.Device)) == 0 && item.LinkTarget is null;
    }

    private sealed class ZipFiles : PackFiles
    {
        private const int EndRecord = 22;
        private const int LongestComment = 65_535;

        // Zip64: end record and its locator, for packs of more than 4 GB.
        private const int LargeEndRecords = 56 + 20;
        private const int LargestDirectory = MostFiles * 300;
        private const int UnixTypeMask = 0xF000;
        private const int UnixRegular = 0x8000;

        private readonly string _path;

        public ZipFiles(string path)
        {
            _path = path;
            CheckDirectory();
            using ZipArchive zip = ZipFile.OpenRead(path);
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                int type = (entry.ExternalAttributes >> 16) & UnixTypeMask;
                Add(entry.FullName, entry.Length, (type is 0 or UnixRegular) && !entry.IsEncrypted);
            }
        }

        /// <summary>Each file is read through an archive of its own, so two can be read side by side.</summary>
        public override Stream OpenFile(string path)
        {
            ZipArchive zip = ZipFile.OpenRead(_path);
            return new OwningStream(zip.GetEntry(path)!.Open(), zip);
        }

        public override void Dispose()
        {
        }

        // The library reads the whole directory at once, so it is looked at first: how many files, and that it is no longer than it says.
        private void CheckDirectory()
        {
            using FileStream file = File.OpenRead(_path);
            byte[] tail = new byte[Math.Min(file.Length, EndRecord + LongestComment)];
            file.Position = file.Length - tail.Length;
            file.ReadExactly(tail);
            int at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
            if (at < 0 || at + EndRecord > tail.Length || BitConverter.ToUInt16(tail, at + 10) > MostFiles)
            {
                throw new LedgerFormatException("Not a zip, or one with too many files.");
            }

            (long size, long offset) = (BitConverter.ToUInt32(tail, at + 12), BitConverter.ToUInt32(tail, at + 16));
            long end = file.Length - tail.Length + at;
            if (offset == uint.MaxValue && at >= LargeEndRecords)
            {
                ReadOnlySpan<byte> large = tail.AsSpan(at - LargeEndRecords);
                (size, offset) = (BinaryPrimitives.ReadInt64LittleEndian(large[40..]), BinaryPrimitives.ReadInt64LittleEndian(large[48..]));
                end -= LargeEndRecords;
            }

            // What follows the directory would be read as more of it.
            if (size is < 0 or > LargestDirectory || offset < 0 || offset + size != end)
            {
                throw new LedgerFormatException("A zip whose directory is not where it says, or is too large.");
            }
        }
    }
}
