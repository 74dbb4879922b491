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
    [InlineData("Get-TenantAccess contoso -AsOf 2020-01-01", "AccessSnapshotNotFound")]
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
