using System.Diagnostics;
using System.Globalization;
using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Ledger;

/// <summary>A process that appends without end is killed (SIGKILL) at random moments: what it acknowledged is there, and the ledger is whole.</summary>
public sealed class CrashTests
{
    private const int Rounds = 100;

    [Fact]
    public async Task A_hundred_kills_lose_no_acknowledged_entry_and_leave_the_ledger_whole()
    {
        using var folder = new TempFolder();
        string setup = folder.At("setup.ps1");
        await File.WriteAllTextAsync(setup, $$"""
            [System.Environment]::SetEnvironmentVariable('MSPGOV_STATE', '{{folder.Path}}/state')
            Initialize-GovernanceStore -Path '{{folder.Path}}/store' -Operator alice | Out-Null
            Connect-GovernanceStore -Path '{{folder.Path}}/store' -Operator alice | Out-Null
            New-LabTenant -Name contoso -Empty | Register-ClientTenant | Out-Null
            """);
        string loop = folder.At("loop.ps1");
        await File.WriteAllTextAsync(loop, $$"""
            param([int] $Start)
            [System.Environment]::SetEnvironmentVariable('MSPGOV_STATE', '{{folder.Path}}/state')
            Connect-GovernanceStore -Path '{{folder.Path}}/store' -Operator alice | Out-Null
            while ($true) { Set-ClientTenant contoso -ServiceOwner "owner-$Start" -Ticket "T-$Start"; [System.Console]::Out.WriteLine("$Start"); $Start++ }
            """);
        string check = folder.At("check.ps1");
        await File.WriteAllTextAsync(check, $$"""
            [System.Environment]::SetEnvironmentVariable('MSPGOV_STATE', '{{folder.Path}}/state')
            Connect-GovernanceStore -Path '{{folder.Path}}/store' -Operator alice | Out-Null
            "verdict $((Test-AuditLedger).Verdict)"
            Get-AuditEntry contoso -Action tenant.update | ForEach-Object Ticket
            """);
        Assert.Equal(0, (await HostProcess.RunAsync(setup)).ExitCode);

        var acknowledged = new List<int>();
        var random = new Random(20261124);
        int next = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using Process process = HostProcess.Start(loop, "-Start", next.ToString(CultureInfo.InvariantCulture));
            string? first = await process.StandardOutput.ReadLineAsync();
            Task<string> rest = process.StandardOutput.ReadToEndAsync();
            await Task.Delay(random.Next(0, 120));
            process.Kill();
            await process.WaitForExitAsync();
            int[] seen = [.. ((first ?? string.Empty) + "\n" + await rest).Split('\n')[..^1]
                .Where(line => line.Length > 0)
                .Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
            acknowledged.AddRange(seen);

            // The one in flight may be there without having been acknowledged: its number is not used again.
            next = seen.DefaultIfEmpty(next).Max() + 2;
        }

        HostResult result = await HostProcess.RunAsync(check);
        HashSet<string> there = [.. result.Output.Split('\n').Select(line => line.Trim())];

        Assert.True(acknowledged.Count >= Rounds, $"only {acknowledged.Count} appends were acknowledged: {result.Error}");
        Assert.Contains("verdict ValidNotAnchored", there);
        Assert.DoesNotContain(acknowledged, number => !there.Contains($"T-{number}"));
    }
}
