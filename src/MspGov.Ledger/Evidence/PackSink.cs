using System.IO.Compression;
using System.Security.Cryptography;
using MspGov.Core.Errors;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Evidence;

/// <summary>A file of a pack as the manifest lists it.</summary>
internal sealed record PackFile(string Path, long Bytes, byte[] Sha256);

/// <summary>
/// Where a pack is written: a folder, or a zip when the path ends in <c>.zip</c>. It is made under another name beside the target and
/// takes its name at the end, so that a pack that is there is whole.
/// </summary>
internal sealed class PackSink : IDisposable
{
    private readonly string _target;
    private readonly UnfinishedPack _unfinished;
    private readonly FileStream? _zipFile;
    private readonly ZipArchive? _zip;
    private readonly List<PackFile> _files = [];
    private bool _complete;

    public PackSink(string target)
    {
        _target = target;
        StoreFiles.Writing(target, () => UnfinishedPack.DiscardAbandoned(target));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw LedgerErrors.EvidenceExists.With($"'{target}' exists and is not empty. Choose another path for the evidence.");
        }

        UnfinishedPack? unfinished = null;
        FileStream? zipFile = null;
        StoreFiles.Writing(target, () =>
        {
            unfinished = UnfinishedPack.For(target);
            if (target.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            {
                zipFile = new FileStream(unfinished.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            }
            else
            {
                Directory.CreateDirectory(unfinished.Path);
            }
        });
        _unfinished = unfinished!;
        _zipFile = zipFile;
        _zip = zipFile is null ? null : new ZipArchive(zipFile, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Files written so far.</summary>
    public IReadOnlyList<PackFile> Files => _files;

    public void Add(string path, byte[] content) => Add(path, stream => stream.Write(content));

    public void Add(string path, string content) => Add(path, System.Text.Encoding.UTF8.GetBytes(content));

    public void Add(string path, Action<Stream> write)
    {
        StoreFiles.Writing(_target, () =>
        {
            using var hash = SHA256.Create();
            using Stream file = OpenFile(path);
            using var hashing = new CryptoStream(file, hash, CryptoStreamMode.Write);
            using var counting = new CountingStream(hashing);
            using (var buffered = new BufferedStream(counting, 1 << 16))
            {
                write(buffered);
            }

            hashing.FlushFinalBlock();
            _files.Add(new PackFile(path, counting.Count, hash.Hash!));
        });
    }

    /// <summary>Gives the pack its name.</summary>
    public void Complete()
    {
        StoreFiles.Writing(_target, () =>
        {
            _zip?.Dispose();
            _zipFile?.Dispose();
            if (_zip is not null)
            {
                File.Move(_unfinished.Path, _target);
            }
            else
            {
                if (Directory.Exists(_target))
                {
                    Directory.Delete(_target);
                }

                Directory.Move(_unfinished.Path, _target);
            }
        });
        _complete = true;
    }

    /// <summary>Without <see cref="Complete"/> nothing is left.</summary>
    public void Dispose()
    {
        if (!_complete)
        {
            _zip?.Dispose();
            _zipFile?.Dispose();
        }

        _unfinished.Dispose();
    }

    private Stream OpenFile(string path)
    {
        if (_zip is not null)
        {
            return _zip.CreateEntry(path, CompressionLevel.Fastest).Open();
        }

        string full = Path.Combine(_unfinished.Path, path.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return new FileStream(full, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }
}
