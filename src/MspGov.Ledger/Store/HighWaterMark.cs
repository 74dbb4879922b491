using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Store;

/// <summary>What was last seen of a ledger: number of epochs with the hash of the last checkpoint's text, and the same of the last published.</summary>
internal sealed record Mark(string Ledger, long Epochs, string Checkpoint, long Published, string PublishedCheckpoint);

/// <summary>
/// The high-water mark (LEDGER section 9), kept outside the database: in the store's folder, so that a rolled-back database is
/// noticed, and in the user's own state folder, so that a rolled-back or swapped folder is. Each file has two places of fixed size
/// that are written in turn, so a torn write costs one mark and never both. Written after each commit: it can lag behind the
/// database after a crash, and never leads it.
/// </summary>
internal sealed class HighWaterMark : IDisposable
{
    /// <summary>Name of the store's own copy.</summary>
    public const string FileName = "high-water";

    private const int Place = 512;
    private readonly FileStream[] _files;

    private HighWaterMark(FileStream[] files) => _files = files;

    /// <summary>Opens or creates the mark's files.</summary>
    public static HighWaterMark Open(StoreFolder folder)
    {
        FileStream[] files = [];
        StoreFiles.Writing(folder.HighWaterMark, () =>
        {
            string state = StateFile(folder.LedgerId);
            Directory.CreateDirectory(Path.GetDirectoryName(state)!);
            files = [OpenFile(folder.HighWaterMark), OpenFile(state)];
        });
        return new HighWaterMark(files);
    }

    /// <summary>What the user's copy and those of folders hold of a ledger, without making any; null when there is none.</summary>
    public static Mark? Peek(string ledgerId, params string[] folders)
    {
        string[] paths = [.. folders.Select(folder => Path.Combine(folder, FileName)).Append(StateFile(ledgerId)).Where(File.Exists)];
        using var mark = new HighWaterMark([.. paths.Select(path => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))]);
        return mark.Read(ledgerId);
    }

    /// <summary>Whether the store's folder still has its own copy.</summary>
    public static bool IsInFolder(StoreFolder folder) => File.Exists(folder.HighWaterMark);

    /// <summary>The user's copy of a ledger's mark. <c>MSPGOV_STATE</c> moves it.</summary>
    public static string StateFile(string ledgerId)
    {
        string root = Environment.GetEnvironmentVariable("MSPGOV_STATE") is { Length: > 0 } state
            ? state
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "MspGov", "state");
        return Path.Combine(root, ledgerId + ".high-water");
    }

    /// <summary>The highest mark that either file holds for the ledger, and the highest published one; null when there is none.</summary>
    public Mark? Read(string ledgerId) => Highest(_files.SelectMany(ReadPlaces), ledgerId);

    private static Mark? Highest(IEnumerable<Mark> marks, string ledgerId)
    {
        Mark? highest = null;
        foreach (Mark mark in marks.Where(mark => mark.Ledger == ledgerId))
        {
            Mark seen = highest is null || mark.Epochs > highest.Epochs ? mark : highest;
            Mark published = highest is null || mark.Published > highest.Published ? mark : highest;
            highest = seen with { Published = published.Published, PublishedCheckpoint = published.PublishedCheckpoint };
        }

        return highest;
    }

    /// <summary>
    /// The highest mark for the ledger in each file: the store's own first, then the user's. A store must extend them all: after a
    /// restore elsewhere the two are of different branches.
    /// </summary>
    public IReadOnlyList<Mark?> ReadEach(string ledgerId) => [.. _files.Select(file => Highest(ReadPlaces(file), ledgerId))];

    public void Write(Mark mark)
    {
        byte[] bytes = Encode(mark);
        foreach (FileStream file in _files)
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, mark.Epochs % 2 * Place);
        }
    }

    /// <summary>Forgets what was seen: after a restore that the new mark acknowledges.</summary>
    public void Replace(Mark mark)
    {
        byte[] bytes = Encode(mark);
        foreach (FileStream file in _files)
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, 0);
            RandomAccess.Write(file.SafeFileHandle, bytes, Place);
            file.Flush(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        foreach (FileStream file in _files)
        {
            file.Dispose();
        }
    }

    private static FileStream OpenFile(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static byte[] Encode(Mark mark)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{mark.Ledger} {mark.Epochs} {mark.Checkpoint} {mark.Published} {(mark.PublishedCheckpoint.Length == 0 ? "-" : mark.PublishedCheckpoint)}");
        text = $"{text} {HexText.Of(SHA256.HashData(Encoding.ASCII.GetBytes(text)))[..16]}";
        return Encoding.ASCII.GetBytes(text.PadRight(Place - 1) + "\n");
    }

    private static IEnumerable<Mark> ReadPlaces(FileStream file)
    {
        byte[] bytes = new byte[Place];
        for (int place = 0; place < 2; place++)
        {
            if (RandomAccess.Read(file.SafeFileHandle, bytes, place * Place) == Place && Decode(Encoding.ASCII.GetString(bytes)) is { } mark)
            {
                yield return mark;
            }
        }
    }

    private static Mark? Decode(string text)
    {
        string[] parts = text.TrimEnd().Split(' ');
        if (parts.Length != 6
            || HexText.Of(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(' ', parts[..5]))))[..16] != parts[5])
        {
            return null;
        }

        return new Mark(parts[0], Scalars.ParseInteger(parts[1]), parts[2], Scalars.ParseInteger(parts[3]), parts[4] == "-" ? "" : parts[4]);
    }
}
