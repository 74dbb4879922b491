using MspGov.Core.Errors;
using MspGov.Core.Lifecycle;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Files with lists of people.</summary>
internal static class WorkforceFile
{
    /// <summary>Reads a list: JSON by its extension, else delimited text.</summary>
    public static WorkforceList Read(string path, string? mappingPath) =>
        WorkforceList.Read(Bytes(path), System.IO.Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase), mappingPath is null ? default(ReadOnlyMemory<byte>?) : Bytes(mappingPath));

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LifecycleErrors.ListInvalid.With($"'{path}' cannot be read: {e.Message}", e).About(path);
        }
    }
}
