using System.Diagnostics;
using MspGov.Testing;

namespace MspGov.Ledger.Tests.Crash;

/// <summary>A store on a disk of six megabytes that runs full.</summary>
public class FullDiskTests
{
    [SkippableFact]
    public async Task A_full_disk_is_said_and_nothing_durable_is_lost()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs Linux: a small tmpfs in a mount namespace of its own.");
        using var folder = new TempFolder();
        using Process process = Process.Start(new ProcessStartInfo("unshare", ["--map-root-user", "--mount", "sh", "-c", $"mount -t tmpfs -o size=6m none '{folder.Path}' || exit 77; exec dotnet '{WriterProcess.Dll}' fill-disk '{folder.Path}'"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MSPGOV_STATE"] = Path.Combine(Path.GetTempPath(), "mspgov-test-state") },
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Skip.If(process.ExitCode is 77 or 1 && lines.Length == 0 && !(await errors).Contains("MspGov", StringComparison.Ordinal), "A tmpfs cannot be mounted here: " + await errors);
        Assert.True(process.ExitCode == 0, await errors);
        string[] full = lines[0].Split(' ');
        int acknowledged = int.Parse(full[2], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("StoreDiskFull", full[1]);
        Assert.True(acknowledged > 10);
        Assert.Equal($"kept {acknowledged} ValidNotAnchored", lines[1]);
        Assert.Equal($"after {acknowledged + 1} ValidNotAnchored", lines[2]);
    }
}
