using System.Diagnostics;
using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Frame;

/// <summary>Runs the Pester suite where a real pwsh 7.4+ with Pester 5+ is on PATH.</summary>
public sealed class PesterTests
{
    private const string Probe = """
        if ($PSVersionTable.PSVersion -lt [version]'7.4') { 'pwsh is older than 7.4'; exit }
        if (-not (Get-Module -ListAvailable Pester | Where-Object Version -ge '5.0')) { 'Pester 5 is not installed'; exit }
        'ready'
        """;

    [SkippableFact]
    public async Task The_pester_suite_passes()
    {
        string? reason = await WhyNotAsync();
        Skip.If(reason is not null, $"The Pester suite was not run: {reason}.");

        (int exitCode, string output) = await PwshAsync($"""
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = '{Repository.At("tests", "pester")}'
            $configuration.Run.Exit = $true
            $configuration.Output.CIFormat = 'None'
            Invoke-Pester -Configuration $configuration
            """);

        Assert.True(exitCode == 0, output);
    }

    private static async Task<string?> WhyNotAsync()
    {
        try
        {
            string answer = (await PwshAsync(Probe)).Output.Trim();
            return answer == "ready" ? null : answer;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "pwsh is not on PATH";
        }
    }

    private static async Task<(int ExitCode, string Output)> PwshAsync(string command)
    {
        var start = new ProcessStartInfo("pwsh") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "-NoProfile", "-NonInteractive", "-Command", command })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["NO_COLOR"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
