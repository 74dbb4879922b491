namespace MspGov.Cmdlets.Tests.Elevation;

/// <summary>Operators, elevation and break-glass through the real engine and generated tenants.</summary>
public sealed class ElevationCommandTests
{
    private const string World = """
        New-LabTenant contoso | Register-ClientTenant | Out-Null
        New-GovernanceOperator bob -Role Administrator -AllTenants | Out-Null
        $taken = 'Global Administrator', 'Security Administrator', 'Exchange Administrator', 'Reports Reader'
        $people = @(Get-TenantAccess contoso | Where-Object PrincipalType -eq 'User')
        $holders = @($people | Where-Object Role -in $taken | ForEach-Object PrincipalName)
        $global:users = @($people.PrincipalName | Where-Object { $_ -notin $holders })
        function global:As($name) { Connect-GovernanceStore -Path $Folder/store -Operator $name | Out-Null }
        """;

    [Fact]
    public void A_privileged_role_is_approved_by_another_and_swept_at_its_time()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();

        shell.Run("$global:grant = New-ElevationGrant contoso 'Global Administrator' -Principal $users[0] -Duration PT1H -Reason Incident -Ticket INC-1 -Force").ThrowOnError();
        Assert.Equal("ElevationSelfApproval", shell.Run("Approve-ElevationGrant $grant.GrantId -Force").ErrorId);
        Assert.Equal("Active", shell.Run("As bob; \"$((Approve-ElevationGrant $grant.GrantId -RequestHash $grant.RequestHash -Force).State)\"").ThrowOnError().Single.ToString());
        Assert.Equal("ElevationEndFailed", shell.Run("Revoke-ElevationGrant $grant.GrantId -Reason Done -Force").ErrorId);
        Assert.Equal("1", shell.Run("(Invoke-ElevationSweep -Force -WarningAction SilentlyContinue).ExitCode").ThrowOnError().Single.ToString());
        Assert.Equal("Ending", shell.Run("\"$((Get-ElevationGrant contoso -Open).State)\"").ThrowOnError().Single.ToString());
    }

    [Theory]
    [InlineData("New-ElevationGrant contoso 'Reports Reader' -Principal $users[0] -Duration PT0S -Reason x -Force", "ElevationDurationNotAllowed")]
    [InlineData("New-ElevationGrant contoso 'Reports Reader' -Principal $users[0] -Duration P4000D -Reason x -Force", "ElevationDurationNotAllowed")]
    [InlineData("New-ElevationGrant contoso 'Reports Reader' -Principal $users[0] -Start 2020-01-01 -Reason x -Force", "ElevationStartNotAllowed")]
    [InlineData("New-ElevationGrant contoso 'Chief Wizard' -Principal $users[0] -Reason x -Force", "TenantObjectNotFound")]
    [InlineData("New-ElevationGrant contoso 'Reports Reader' -Reason x -Force", "OperatorAccountNotSet")]
    [InlineData("Revoke-GovernanceRole alice AdministratorWithBilling -Force", "LastAdministrator")]
    [InlineData("Disable-GovernanceOperator alice -Force", "LastAdministrator")]
    [InlineData("Grant-GovernanceRole bob Manager", "InvalidArgument")]
    [InlineData("New-GovernanceOperator bob", "OperatorAlreadyExists")]
    [InlineData("Get-GovernanceOperator nobody", "OperatorNotFound")]
    [InlineData("Unregister-BreakGlassAccount contoso nobody -Force", "BreakGlassAccountNotFound")]
    [InlineData("Complete-BreakGlassReview 00000000-0000-0000-0000-000000000000 -Finding x -Force", "ElevationGrantNotFound")]
    public void Bad_input_has_a_clear_id_and_leaves_no_grant(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run(World).ThrowOnError();

        Assert.Equal(errorId, shell.Run(script).ErrorId);
        Assert.Empty(shell.Run("Get-ElevationGrant").ThrowOnError().Output);
    }

    /// <summary>
    /// The whole example: New-, Get-, Set-, Disable-GovernanceOperator; Get-, New-, Set-, Remove-, Grant-, Revoke-GovernanceRole; Update-OperatorKey;
    /// New-, Get-, Approve-ElevationGrant, Deny-ElevationGrant, Revoke-ElevationGrant; Invoke-ElevationSweep; Export-ElevationRequest;
    /// Get-ElevationPolicy, Set-ElevationPolicy, Remove-ElevationPolicy; Get-ClientApprover, Register-ClientApprover, Unregister-ClientApprover;
    /// Register-BreakGlassAccount, Get-BreakGlassAccount, Test-BreakGlassAccount, Unregister-BreakGlassAccount, Complete-BreakGlassReview;
    /// Set-GovernanceOperator, Get-GovernanceRole, New-GovernanceRole, Set-GovernanceRole, Remove-GovernanceRole.
    /// </summary>
    [Fact]
    public void The_example_runs_to_its_end()
    {
        using var shell = new ModuleShell();
        ShellResult result = shell.Run("& $args[0] 6>&1", Testing.Repository.At("examples", "elevation.ps1"));
        Assert.True(result.Terminating is null, result.Terminating?.ToString());
        Assert.Contains(result.Output, line => line?.ToString().Contains("ledger: Valid", StringComparison.Ordinal) == true);
    }
}
