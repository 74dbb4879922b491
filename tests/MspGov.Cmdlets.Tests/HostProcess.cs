using System.Diagnostics;
using MspGov.Testing;

namespace MspGov.Cmdlets.Tests;

/// <summary>Runs the console host as a process of its own: what needs a fresh process, an exit code or a signal.</summary>
internal static class HostProcess
{
    private static string HostDll
    {
        get
        {
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            return Repository.At("src", "MspGov.Host", "bin", configuration, "net10.0", "MspGov.Host.dll");
        }
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(HostDll);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    public static async Task<HostResult> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new HostResult(process.ExitCode, await output, await error);
    }
}

internal sealed record HostResult(int ExitCode, string Output, string Error);
