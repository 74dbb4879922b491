using MspGov.Core.Errors;

namespace MspGov.Ledger.Store;

/// <summary>Turns faults of the file system into the errors users know.</summary>
internal static class StoreFiles
{
    // ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL; ENOSPC on Unix.
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int UnixNoSpace = 28;

    /// <summary>Writes a file that is there whole or not at all, in the place of one that is there.</summary>
    /// <exception cref="GovException">NotWritable or DiskFull.</exception>
    public static void WriteWhole(string path, byte[] content) => Writing(path, () =>
    {
        string part = path + ".part";
        File.WriteAllBytes(part, content);
        File.Move(part, path, overwrite: true);
    });

    /// <summary>Does something with files.</summary>
    /// <exception cref="GovException">NotWritable or DiskFull.</exception>
    public static void Writing(string path, Action write)
    {
        try
        {
            write();
        }
        catch (IOException e) when (e.HResult is WindowsDiskFull or WindowsHandleDiskFull or UnixNoSpace)
        {
            throw StoreErrors.DiskFull.With($"No space is left for '{path}'. Free some space and try again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreErrors.NotWritable.With($"'{path}' cannot be written: {e.Message}", e);
        }
    }
}
