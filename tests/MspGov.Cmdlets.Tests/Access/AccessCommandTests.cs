namespace MspGov.Cmdlets.Tests.Access;

public sealed class AccessCommandTests
{
    private const string TwoTenants = """
        'contoso', 'fabrikam' | ForEach-Object { New-LabTenant -Name $_ -Size Small -Seed 3 | Register-ClientTenant -Tier Standard | Out-Null }

        """;

    [Fact]
    public void Every_access_cmdlet_runs_over_two_tenants()
    {
        using ModuleShell shell = ModuleShell.Connected();

        dynamic answer = shell.Run(TwoTenants + """
            $access = Get-TenantAccess -Tenant * -SaveSnapshot
            $identities = Get-PrivilegedIdentity
            $apps = Get-NonHumanIdentity
            $app = $identities.Where({ $_.Kind -eq 'Application' })[0]
            $app | Set-IdentityOwner -Owner carol
            $admin = $access.Where({ $_.Role -eq 'Global Administrator' -and $_.Standing })[0]
            [pscustomobject]@{
                Paths      = $access.Count
                Complete   = $access.Where({ $_.Completeness -ne 'Complete' }).Count
                Snapshots  = @(Get-AccessSnapshot).Count
                Drift      = @(Compare-TenantAccess -Tenant *).Count
                Owner      = (Get-PrivilegedIdentity -Identity $app.PrincipalId).Owner
                Findings   = @($apps.Findings).Count
                Score      = (Measure-BlastRadius -Identity $admin.PrincipalId).Score
                Facts      = @(Get-AuditEntry -Action access.read).Count
                Verdict    = (Test-AuditLedger).Verdict
            }
            """).ThrowOnError().Single;

        Assert.True((int)answer.Paths > 100);
        Assert.Equal(0, (int)answer.Complete);
        Assert.Equal(2, (int)answer.Snapshots);
        Assert.Equal(0, (int)answer.Drift);
        Assert.Equal("carol", (string)answer.Owner);
        Assert.True((int)answer.Findings > 0);
        Assert.True((double)answer.Score >= 100);
        Assert.True((int)answer.Facts >= 8);
        Assert.StartsWith("Valid", (string)answer.Verdict.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-TenantAccess nope", "TenantNotFound")]
    [InlineData("Get-AccessSnapshot -Id nope", "AccessSnapshotNotFound")]
    [InlineData("Compare-TenantAccess contoso", "AccessSnapshotNotFound")]
    [InlineData("Get-TenantAccess contoso -AsOf 2020-01-01", "TenantNotFound")]
    [InlineData("Get-TenantAccess contoso -AsOf ([datetime]::UtcNow)", "AccessSnapshotNotFound")]
    [InlineData("Unregister-ClientTenant contoso -Confirm:$false; Get-TenantAccess contoso -AsOf ([datetime]::UtcNow.AddMinutes(1))", "TenantOffBoarded")]
    [InlineData("Get-AccessSnapshot -Id 0b0e6b0e-0000-4000-8000-00000000a001", "AccessSnapshotNotFound")]
    [InlineData("Get-TenantAccess contoso -Resume", "AccessNothingToResume")]
    [InlineData("Measure-BlastRadius -Identity nobody@nowhere", "IdentityNotFound")]
    [InlineData("Set-IdentityOwner contoso nobody@nowhere -Owner carol", "IdentityNotFound")]
    [InlineData("Set-LabTenant contoso -DeniedPath /groups; Get-TenantAccess contoso | Out-Null", "TenantReadIncomplete")]
    [InlineData("Unregister-ClientTenant contoso -Confirm:$false; Get-TenantAccess contoso", "TenantOffBoarded")]
    public void What_cannot_be_done_has_its_own_error(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();

        Assert.Equal(errorId, shell.Run(TwoTenants + script).ErrorId);
    }

    [Fact]
    public void An_off_boarded_tenant_can_be_read_as_of_a_time_when_it_was_registered()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(TwoTenants + """
            $global:now = @(Get-TenantAccess contoso -SaveSnapshot).Count
            $global:then = [datetime]::UtcNow
            # The ledger's times are whole milliseconds: off-boarding must not fall into that of $then.
            while ([datetime]::UtcNow -lt $then.AddMilliseconds(2)) { }
            Unregister-ClientTenant contoso -Confirm:$false
            """).ThrowOnError();

        Assert.Equal("True", shell.Run("(@(Get-TenantAccess contoso -AsOf $then).Count -eq $now -and $now -gt 0).ToString()").ThrowOnError().Single.ToString());
        Assert.Single(shell.Run("Get-AccessSnapshot contoso").ThrowOnError().Output);
        Assert.NotEmpty(shell.Run("Get-AuditEntry contoso -AsOf $then").ThrowOnError().Output);
        Assert.Contains("-AsOf", shell.Run("Get-TenantAccess contoso").Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("was registered on", shell.Run("Get-TenantAccess -AsOf 2020-01-01 3>&1").ThrowOnError().Single.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_changed_and_everything_are_the_same_paths_and_the_ledger_says_which_was_read()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(TwoTenants).ThrowOnError();

        string[] first = Paths("");
        Assert.True(first.Length > 10);
        Assert.Equal(first, Paths(""));
        Assert.Equal(first, Paths("-Full"));
        string[] whole = [.. shell.Run("Get-AuditEntry contoso -Action access.read | ForEach-Object { [string]($null -eq $_.Detail.WholeAt) }").ThrowOnError().Output.Select(text => text.ToString()!)];
        Assert.Equal(["True", "False", "True"], whole);
        Assert.NotEmpty(shell.Run("[IO.Directory]::GetFiles((Get-GovernanceStore).Path + '/mirror', '*.delta', 'AllDirectories')").ThrowOnError().Output);
        shell.Run("Unregister-ClientTenant contoso -Confirm:$false").ThrowOnError();
        Assert.Empty(shell.Run("[IO.Directory]::GetFiles((Get-GovernanceStore).Path + '/mirror', '*.delta', 'AllDirectories')").ThrowOnError().Output);

        string[] Paths(string how) => [.. shell.Run($"(Get-TenantAccess contoso {how}).PathId").ThrowOnError().Output.Select(id => id.ToString()!).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void A_snapshot_of_another_store_is_refused_in_words()
    {
        using ModuleShell shell = ModuleShell.Connected();

        ShellResult result = shell.Run(TwoTenants + """
            Get-TenantAccess contoso -SaveSnapshot | Out-Null
            $id = (Get-AccessSnapshot).Id
            Initialize-GovernanceStore -Path ((Get-GovernanceStore).Path + '2') -Operator alice | Out-Null
            $other = Connect-GovernanceStore -Path ((Get-GovernanceStore).Path + '2') -Operator alice
            Get-AccessSnapshot -Id $id -Session $other
            """);

        Assert.Equal("AccessSnapshotNotFound", result.ErrorId);
        Assert.Contains("another store", result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_snapshot_is_refused()
    {
        using ModuleShell shell = ModuleShell.Connected();

        Assert.Equal("AccessSnapshotDamaged", shell.Run(TwoTenants + """
            Get-TenantAccess contoso -SaveSnapshot | Out-Null
            $file = [IO.Directory]::GetFiles((Get-GovernanceStore).Path + '/snapshots', '*.gz', 'AllDirectories')[0]
            $bytes = [IO.File]::ReadAllBytes($file)
            $middle = [int]($bytes.Length / 2)
            $bytes[$middle] = $bytes[$middle] -bxor 1
            [IO.File]::WriteAllBytes($file, $bytes)
            Get-AccessSnapshot -Id (Get-AccessSnapshot).Id
            """).ErrorId);
    }
}
