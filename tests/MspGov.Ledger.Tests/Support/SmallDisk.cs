using System.Diagnostics;

namespace MspGov.Ledger.Tests.Support;

/// <summary>A file system of a few megabytes of its own, which can be filled and made read-only. Needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts one; null where that is not permitted.</summary>
    public static SmallDisk? TryMount(int megabytes)
    {
        string path = Directory.CreateTempSubdirectory("mspgov-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path))
        {
            return new SmallDisk(path);
        }

        Directory.Delete(path);
        return null;
    }

    /// <summary>Leaves not one free block.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full: what was wanted.
        }
    }

    public void Free() => File.Delete(Ballast);

    public void ReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

    public void Writable() => Assert.True(Run("mount", "-o", "remount,rw", Path));

    public void Dispose()
    {
        if (Run("umount", Path))
        {
            Directory.Delete(Path);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
