namespace MspGov.Ledger.Evidence;

/// <summary>
/// A pack that is being written, beside its target. A file is held open for as long as that takes, and ends with the process however
/// that ends: what is not held is abandoned, and it would lie there for ever with what only the client may see.
/// </summary>
internal sealed class UnfinishedPack : IDisposable
{
    private const string Suffix = ".partial";
    private const string HeldSuffix = ".held";

    private readonly FileStream _held;

    private UnfinishedPack(string path) =>
        (Path, _held) = (path, new FileStream(path + HeldSuffix, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose));

    /// <summary>The file or folder to write.</summary>
    public string Path { get; }

    /// <summary>A place for a new one.</summary>
    public static UnfinishedPack For(string target)
    {
        Directory.CreateDirectory(ParentOf(target));
        return new UnfinishedPack($"{target}.{Guid.NewGuid():N}{Suffix}");
    }

    /// <summary>Takes away what processes that died began for the same target.</summary>
    public static void DiscardAbandoned(string target)
    {
        string parent = ParentOf(target);
        foreach (string path in Directory.Exists(parent) ? Begun(parent, System.IO.Path.GetFileName(target) + ".").Where(IsAbandoned) : [])
        {
            Discard(path);
            File.Delete(path + HeldSuffix);
        }
    }

    /// <summary>Takes away what is still there, and lets go.</summary>
    public void Dispose()
    {
        Discard(Path);
        _held.Dispose();
    }

    private static string ParentOf(string target) => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(target))!;

    private static List<string> Begun(string parent, string start) => [.. Directory
        .EnumerateFileSystemEntries(parent)
        .Select(path => path.EndsWith(HeldSuffix, StringComparison.Ordinal) ? path[..^HeldSuffix.Length] : path)
        .Where(path => IsName(System.IO.Path.GetFileName(path), start))
        .Distinct()];

    private static bool IsName(string name, string start) =>
        name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
        && name.Length == start.Length + 32 + Suffix.Length && Guid.TryParseExact(name.AsSpan(start.Length, 32), "N", out _);

    // It is held from before the first byte until after the last, so one without that file is nobody's.
    private static bool IsAbandoned(string path)
    {
        try
        {
            using var held = new FileStream(path + HeldSuffix, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (FileNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Discard(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
        else if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
