using MspGov.Core.Reports;

namespace MspGov.Cmdlets.Tests.Store;

public sealed class HealthCommandTests
{
    [Fact]
    public void A_new_store_is_well_but_for_nobody_who_vouches_for_it()
    {
        using ModuleShell shell = ModuleShell.Connected();

        GovernanceHealth health = Health(shell, "Test-GovernanceHealth -FreeSpace 1");

        Assert.Equal(HealthChecks.All, health.Checks.Select(check => check.Check));
        Assert.Equal([HealthChecks.LedgerAnchored], health.Findings.Select(check => check.Check));
        Assert.Equal((HealthStatus.Warning, 1), (health.Status, health.ExitCode));
    }

    [Fact]
    public void Once_copies_go_to_a_place_the_store_is_well_and_becomes_a_warning_again_with_age()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("Set-AuditAnchor -Place $Folder/copies; New-AuditCheckpoint | Out-Null").ThrowOnError();

        Assert.Equal(0, Health(shell, "Test-GovernanceHealth -FreeSpace 1 -Full").ExitCode);

        shell.Run("New-LabTenant contoso -Empty | Register-ClientTenant | Out-Null").ThrowOnError();
        HealthCheck behind = Assert.Single(Health(shell, "Test-GovernanceHealth ledger.anchored -AnchorWithin PT0S").Checks);
        Assert.Equal((HealthStatus.Critical, "New-AuditCheckpoint"), (behind.Status, behind.Mend));
    }

    [Theory]
    [InlineData("mallory", "OperatorKeyNotFound")]
    [InlineData("alice", "StoreNotFound")]
    public void A_store_that_cannot_be_opened_is_the_answer_and_not_an_error(string who, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();
        string folder = errorId == "StoreNotFound" ? "$Folder/nowhere" : "$Folder/store";

        GovernanceHealth health = Health(shell, $"Test-GovernanceHealth -Path {folder} -Operator {who}");

        Assert.Equal(2, health.ExitCode);
        Assert.All(health.Checks, check => Assert.Equal(HealthStatus.Critical, check.Status));
        Assert.StartsWith(errorId, health.Checks[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rolled_back_store_is_critical()
    {
        using ModuleShell shell = ModuleShell.Connected();
        string store = Path.Combine(shell.Folder, "store");
        shell.Run("Disconnect-GovernanceStore").ThrowOnError();
        foreach (string file in Directory.GetFiles(store, "ledger.db*"))
        {
            File.Copy(file, file + ".old");
        }

        shell.Run("""
            Connect-GovernanceStore $Folder/store alice | Out-Null
            New-LabTenant contoso -Empty | Register-ClientTenant | Out-Null
            Disconnect-GovernanceStore
            """).ThrowOnError();
        foreach (string file in Directory.GetFiles(store, "ledger.db*").Where(file => !file.EndsWith(".old", StringComparison.Ordinal)))
        {
            File.Delete(file);
        }

        foreach (string file in Directory.GetFiles(store, "*.old"))
        {
            File.Move(file, file[..^4]);
        }

        Assert.StartsWith("StoreRolledBack", Health(shell, "Test-GovernanceHealth -Path $Folder/store -Operator alice").Checks[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_byte_a_lost_key_and_open_rights_are_each_told_by_their_check()
    {
        using ModuleShell shell = ModuleShell.Connected();
        string store = Path.Combine(shell.Folder, "store");
        string[] keys = [.. Directory.GetFiles(Path.Combine(store, "keys", "ledger")).Where(file => Path.GetFileName(file) != "secret")];
        Assert.Equal(2, keys.Length);
        foreach (string file in keys)
        {
            byte[] key = File.ReadAllBytes(file);
            File.WriteAllText(file, "no key");
            Assert.Equal([HealthChecks.KeysLedger], Critical(shell));
            File.WriteAllBytes(file, key);
        }

        Assert.Empty(Critical(shell));

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keys[0], UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.Equal([HealthChecks.KeysRights], Critical(shell));
            File.SetUnixFileMode(keys[0], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.Equal(HealthStatus.Critical, Assert.Single(Health(shell, "Test-GovernanceHealth store.disk -FreeSpace ([long]::MaxValue)").Checks).Status);
    }

    [Fact]
    public void A_sweep_that_is_missed_while_elevations_are_open_is_told_and_one_that_ran_is_not()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("""
            New-LabTenant contoso -Seed 1 | Register-ClientTenant | Out-Null
            $users = @(Get-TenantAccess contoso | Where-Object PrincipalType -eq User | ForEach-Object PrincipalName)
            New-ElevationGrant contoso 'Reports Reader' -Principal $users[0] -Duration PT1H -Start ([datetime]::UtcNow.AddHours(2)) -Reason Later -Ticket INC-1 -Force | Out-Null
            """).ThrowOnError();

        Assert.Equal(HealthStatus.Warning, Assert.Single(Health(shell, "Test-GovernanceHealth elevation.sweep").Checks).Status);
        shell.Run("Invoke-ElevationSweep -WhatIf | Out-Null").ThrowOnError();
        Assert.Equal(HealthStatus.Warning, Assert.Single(Health(shell, "Test-GovernanceHealth elevation.sweep").Checks).Status);
        shell.Run("Invoke-ElevationSweep -Force | Out-Null").ThrowOnError();
        Assert.Equal(HealthStatus.Ok, Assert.Single(Health(shell, "Test-GovernanceHealth elevation.sweep").Checks).Status);
        Assert.Equal(HealthStatus.Warning, Assert.Single(Health(shell, "Test-GovernanceHealth elevation.sweep -SweepWithin PT0S").Checks).Status);
    }

    [Fact]
    public void Forwarding_is_behind_when_a_destination_has_not_got_what_is_old_enough()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("Send-AuditEntry $Folder/siem.jsonl | Out-Null; New-GovernanceOperator bob | Out-Null").ThrowOnError();

        Assert.Equal(HealthStatus.Ok, Assert.Single(Health(shell, "Test-GovernanceHealth forwarding.cursor").Checks).Status);
        HealthCheck behind = Assert.Single(Health(shell, "Test-GovernanceHealth forwarding.cursor -ForwardWithin PT0S").Checks);
        Assert.Equal(HealthStatus.Warning, behind.Status);
        shell.Run(behind.Mend!).ThrowOnError();
        Assert.Equal(HealthStatus.Ok, Assert.Single(Health(shell, "Test-GovernanceHealth forwarding.cursor -ForwardWithin PT0S").Checks).Status);
    }

    [Fact]
    public void A_check_that_does_not_exist_is_refused_and_names_those_that_do()
    {
        using ModuleShell shell = ModuleShell.Connected();

        ShellResult result = shell.Run("Test-GovernanceHealth ledger.wellness");

        Assert.Equal("InvalidArgument", result.ErrorId);
        Assert.Contains("ledger.verify", result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    private static string[] Critical(ModuleShell shell) =>
        [.. Health(shell, "Test-GovernanceHealth -FreeSpace 1").Findings.Where(check => check.Status == HealthStatus.Critical).Select(check => check.Check)];

    private static GovernanceHealth Health(ModuleShell shell, string script) => (GovernanceHealth)Assert.Single(shell.Run(script).ThrowOnError().Output).BaseObject;
}
