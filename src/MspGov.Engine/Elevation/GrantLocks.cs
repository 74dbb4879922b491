namespace MspGov.Engine.Elevation;

/// <summary>
/// Lets one process at a time work on a grant. What a killed process held is free at once, so that the next command can settle what it
/// left; a process that only waits for a tenant keeps it, so that nobody takes its write for one that was never sent.
/// </summary>
internal interface IGrantLocks
{
    /// <summary>Takes the lock, or gives null when somebody holds it.</summary>
    IDisposable? TryTake(string grant);
}

/// <summary>Locks as files beside the store: the operating system frees them with the process.</summary>
internal sealed class FileGrantLocks(string folder) : IGrantLocks
{
    /// <inheritdoc/>
    public IDisposable? TryTake(string grant)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, $"{grant}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
