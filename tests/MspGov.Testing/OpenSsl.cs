using System.ComponentModel;
using System.Diagnostics;

namespace MspGov.Testing;

/// <summary>Runs the openssl command: a second opinion on every signature that the product makes.</summary>
public static class OpenSsl
{
    /// <summary>Whether it is on PATH.</summary>
    public static bool IsThere { get; } = Probe();

    /// <summary>Why a test is skipped.</summary>
    public const string NotThere = "openssl is not on PATH.";

    /// <summary>Runs it in a folder; throws with its own words when it fails.</summary>
    public static void Run(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl") { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"openssl {string.Join(' ', arguments)}: {error.Result}{output}");
        }
    }

    private static bool Probe()
    {
        try
        {
            Run(Path.GetTempPath(), "version");
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
