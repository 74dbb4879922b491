using System.Diagnostics;
using System.Globalization;
using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Elevation;

/// <summary>Sweeps as schedulers run them: processes of their own on one store on disk.</summary>
public sealed class SweepProcessTests : IDisposable
{
    private const int Grants = 8;
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Two_processes_that_sweep_the_same_expired_grants_end_each_once()
    {
        await PrepareAsync();
        string sweep = await ScriptAsync("sweep.ps1", """
            [System.Console]::Out.WriteLine('ready')
            [System.Console]::In.ReadLine() | Out-Null
            $sweep = Invoke-ElevationSweep -Force
            [System.Console]::Out.WriteLine("$($sweep.Ended) $($sweep.NotEnded) $($sweep.InDoubt)")
            """);

        Process[] both = [HostProcess.Start(sweep), HostProcess.Start(sweep)];
        foreach (Process process in both)
        {
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        }

        foreach (Process process in both)
        {
            await process.StandardInput.WriteLineAsync("go");
            process.StandardInput.Close();
        }

        int ended = 0;
        foreach (Process process in both)
        {
            string[] counts = (await process.StandardOutput.ReadToEndAsync()).Trim().Split(' ');
            await process.WaitForExitAsync();
            Assert.True(counts.Length == 3, await process.StandardError.ReadToEndAsync());
            ended += int.Parse(counts[0], CultureInfo.InvariantCulture);
            Assert.Equal(("0", "0"), (counts[1], counts[2]));
            process.Dispose();
        }

        Assert.Equal(Grants, ended);
        await AssertEachEndedOnceAsync();
    }

    [Fact]
    public async Task A_sweep_that_is_killed_half_way_is_finished_by_the_next_one()
    {
        await PrepareAsync();
        string slow = await ScriptAsync("slow.ps1", "Set-LabTenant contoso -Latency PT0.05S; Invoke-ElevationSweep -Force -ThrottleLimit 1 | Out-Null");
        using (Process process = HostProcess.Start(slow))
        {
            // What is waited for is what the ledger says, not a time: three grants have ended, the rest have not.
            using var shell = new ModuleShell();
            shell.Run("$env:MSPGOV_STATE = $args[0]; Connect-GovernanceStore $args[1] alice | Out-Null", _folder.At("state"), _folder.At("store")).ThrowOnError();
            while (!process.HasExited && shell.Run("Get-AuditEntry contoso -Action elevation.end | Where-Object Outcome -eq Succeeded").Output.Count < 3)
            {
                await Task.Yield();
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        string check = await ScriptAsync("rest.ps1", """
            Set-LabTenant contoso -Latency PT0S
            "before=$(@(Get-ElevationGrant contoso -Open).Count)"
            # What was sent and not read back before the kill is settled at once when the tenant shows it, and stays due until then.
            $sweep = Invoke-ElevationSweep -Force -WarningAction SilentlyContinue
            "after=$(@(Get-ElevationGrant contoso -Open).Count)"
            """);
        HostResult rest = await HostProcess.RunAsync(check);
        string[] lines = rest.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        Assert.True(lines.Length == 2, rest.Error);
        Assert.InRange(int.Parse(lines[0].Split('=')[1], CultureInfo.InvariantCulture), 1, Grants - 3);
        Assert.Equal("after=0", lines[1]);
        await AssertEachEndedOnceAsync();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A tenant without PIM, so that only a sweep ends grants, and grants of a second that are all past their end.</summary>
    private async Task PrepareAsync()
    {
        HostResult created = await HostProcess.RunAsync(await ScriptAsync("create.ps1", $$"""
            New-LabTenant contoso -NoPremium | Register-ClientTenant | Out-Null
            $access = Get-TenantAccess contoso
            $holders = @($access | Where-Object Role -eq 'Message Center Reader' | ForEach-Object PrincipalId)
            $users = @($access | Where-Object { $_.PrincipalType -eq 'User' -and $_.PrincipalId -notin $holders } | ForEach-Object PrincipalId)
            $chosen = @{}
            foreach ($user in $users) { if ($chosen.Count -lt {{Grants}}) { $chosen[$user] = $true } }
            foreach ($user in $chosen.Keys) {
                New-ElevationGrant contoso 'Message Center Reader' -Principal $user -Duration PT1S -Reason Incident -Ticket INC-1 -Force | Out-Null
            }
            while (@(Get-ElevationGrant contoso -Open | Where-Object { $_.EndsAt -gt [System.DateTimeOffset]::UtcNow }).Count) { }
            "open=$(@(Get-ElevationGrant contoso -Open).Count)"
            """, initialize: true));
        Assert.True(created.Output.Contains($"open={Grants}", StringComparison.Ordinal), created.Output + created.Error);
    }

    private async Task AssertEachEndedOnceAsync()
    {
        HostResult result = await HostProcess.RunAsync(await ScriptAsync("check.ps1", """
            $ends = @(Get-AuditEntry contoso -Action elevation.end | Where-Object Outcome -eq 'Succeeded')
            "ended=$($ends.Count) of $(@($ends | ForEach-Object Correlation | ForEach-Object { "$_" } | Where-Object { $_ }).Count)"
            "distinct=$((@{} + ($ends | ForEach-Object -Begin { $h = @{} } -Process { $h["$($_.Correlation)"] = 1 } -End { $h })).Count)"
            "removed=$(@(Get-AuditEntry contoso -Action role.unassign | Where-Object Phase -eq 'Intent').Count)"
            "held=$(@(Get-TenantAccess contoso -Role 'Message Center Reader' -WarningAction SilentlyContinue | Where-Object { $_.AssignmentId -and $_.PrincipalId -in @(Get-ElevationGrant contoso | ForEach-Object PrincipalId) }).Count)"
            "verdict=$((Test-AuditLedger).Verdict)"
            """));
        string output = result.Output;
        Assert.True(output.Contains($"distinct={Grants}", StringComparison.Ordinal) && output.Contains($"ended={Grants} ", StringComparison.Ordinal), output + result.Error);
        Assert.Contains($"removed={Grants}", output, StringComparison.Ordinal);
        Assert.Contains("held=0", output, StringComparison.Ordinal);
        Assert.Contains("verdict=ValidNotAnchored", output, StringComparison.Ordinal);
    }

    private async Task<string> ScriptAsync(string name, string body, bool initialize = false)
    {
        string file = _folder.At(name);
        await File.WriteAllTextAsync(file, $$"""
            [System.Environment]::SetEnvironmentVariable('MSPGOV_STATE', '{{_folder.At("state")}}')
            {{(initialize ? $"Initialize-GovernanceStore -Path '{_folder.At("store")}' -Operator alice | Out-Null" : "")}}
            Connect-GovernanceStore -Path '{{_folder.At("store")}}' -Operator alice | Out-Null
            {{body}}
            """);
        return file;
    }
}
