namespace MspGov.Cmdlets.Tests.Frame;

/// <summary>What a Get- gives out goes into the verbs that fit it, as it is.</summary>
public sealed class PipelineTests : IClassFixture<PipelineTests.World>
{
    private readonly ModuleShell _shell;

    public PipelineTests(World world) => _shell = world.Shell;

    /// <summary>What a reading leaves in the ledger.</summary>
    private static readonly string[] Readings = ["access.read", "identity.credentials"];

    [Theory]
    [InlineData("Get-LabTenant | Set-LabTenant -MaxPageSize 500 -WhatIf")]
    [InlineData("Get-LabTenant spare | Register-ClientTenant -WhatIf")]
    [InlineData("Get-LabTenant spare | Remove-LabTenant -WhatIf")]
    [InlineData("Get-ClientTenant | Set-ClientTenant -ServiceOwner dana -WhatIf")]
    [InlineData("Get-ClientTenant | Unregister-ClientTenant -WhatIf")]
    [InlineData("Get-ClientTenant | Test-ClientTenant")]
    [InlineData("Get-ClientTenant | Get-GovernancePosture")]
    [InlineData("Get-ClientTenant | Get-AuditEntry -Newest 1")]
    [InlineData("Get-ClientTenant | Export-GovernanceReport $Folder/never -WhatIf")]
    [InlineData("Get-ClientTenant | New-AccessReview -Name X -Reviewer ServiceOwner -WhatIf")]
    [InlineData("Get-ClientTenant | New-ElevationGrant -Role 'Reports Reader' -Reason x -WhatIf")]
    [InlineData("Get-ClientTenant | Invoke-ElevationSweep -WhatIf")]
    [InlineData("Get-GovernancePosture | Get-TenantAccess -Privileged")]
    [InlineData("Get-GovernancePosture -Finding | Get-EvidenceRegister")]
    [InlineData("Get-PrivilegedIdentity contoso | Set-IdentityOwner -Owner dana -WhatIf")]
    [InlineData("Get-NonHumanIdentity contoso | Set-IdentityOwner -Owner dana -WhatIf")]
    [InlineData("Get-GovernanceOperator bob | Set-GovernanceOperator -DisplayName Robert -WhatIf")]
    [InlineData("Get-GovernanceOperator bob | Grant-GovernanceRole -Role Manager -AllTenants -WhatIf")]
    [InlineData("Get-GovernanceOperator bob | Disable-GovernanceOperator -WhatIf")]
    [InlineData("Get-GovernanceRole Auditor | Set-GovernanceRole -Permission Read -WhatIf")]
    [InlineData("Get-GovernanceRole Auditor | Remove-GovernanceRole -WhatIf")]
    [InlineData("Get-ElevationGrant | Approve-ElevationGrant -WhatIf")]
    [InlineData("Get-ElevationGrant | Deny-ElevationGrant -Reason x -WhatIf")]
    [InlineData("Get-ElevationGrant | Revoke-ElevationGrant -WhatIf")]
    [InlineData("Get-ElevationGrant | Export-ElevationRequest -Path $Folder/request.json -WhatIf")]
    [InlineData("Get-ElevationPolicy | Set-ElevationPolicy -MaximumDuration 2h -WhatIf")]
    [InlineData("Get-ElevationPolicy | Remove-ElevationPolicy -WhatIf")]
    [InlineData("Get-BreakGlassAccount | Test-BreakGlassAccount")]
    [InlineData("Get-BreakGlassAccount | Unregister-BreakGlassAccount -WhatIf")]
    [InlineData("Get-AccessReview | Get-AccessReviewItem")]
    [InlineData("Get-AccessReview | Get-AccessReviewItem | Submit-AccessReviewDecision -Decision Approve -Reason x -WhatIf")]
    [InlineData("Get-AccessReview | Invoke-AccessReview -WhatIf")]
    [InlineData("Get-AccessReview | Stop-AccessReview -Reason x -WhatIf")]
    [InlineData("Get-AccessException | Set-AccessException -Approve -WhatIf")]
    [InlineData("Get-AccessException | Close-AccessException -WhatIf")]
    public void What_is_given_out_is_taken_in(string pipeline)
    {
        int before = _shell.Run("Get-AuditEntry").ThrowOnError().Output.Count;

        ShellResult result = _shell.Run(pipeline);

        Assert.True(result.Terminating is null && result.Errors.Count == 0, $"{result.Terminating}{string.Join('\n', result.Errors)}");
        if (pipeline.EndsWith("-WhatIf", StringComparison.Ordinal))
        {
            // Reading on the way is recorded; nothing else is.
            string[] added = [.. _shell.Run("Get-AuditEntry").ThrowOnError().Output.Skip(before).Select(entry => entry.Properties["Action"].Value.ToString()!)];
            Assert.All(added, action => Assert.Contains(action, Readings));
        }
    }

    [Fact]
    public void A_grant_of_a_role_goes_into_its_own_revocation_and_leaves_the_others()
    {
        _shell.Run("New-GovernanceOperator dora -Role ReadOnly -AllTenants | Out-Null; $global:grant = Grant-GovernanceRole dora Manager -Tenant contoso; Grant-GovernanceRole dora Manager -AllTenants | Out-Null").ThrowOnError();

        string revoked = _shell.Run("($grant | Revoke-GovernanceRole -Force).Id").ThrowOnError().Single.ToString();

        Assert.Equal(_shell.Run("$grant.Id").Single.ToString(), revoked);
        string[] left = [.. _shell.Run("Get-GovernanceOperator dora | ForEach-Object Roles").ThrowOnError().Output.Select(role => role.ToString()!).Order(StringComparer.Ordinal)];
        Assert.Equal(["Manager (all tenants)", "ReadOnly (all tenants)"], left);
    }

    [Fact]
    public void Where_nobody_can_answer_what_has_high_impact_says_so_and_does_nothing()
    {
        ShellResult result = _shell.Run("Disable-GovernanceOperator bob");

        Assert.Equal("ConfirmationNeeded", result.ErrorId);
        Assert.Contains("-Force", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("True", _shell.Run("(Get-GovernanceOperator bob).Enabled").ThrowOnError().Single.ToString());
    }

    [Theory]
    [InlineData("30m", "00:30:00")]
    [InlineData("2h", "02:00:00")]
    [InlineData("1.5H", "01:30:00")]
    [InlineData("1d", "1.00:00:00")]
    [InlineData("PT2H", "02:00:00")]
    [InlineData("00:45:00", "00:45:00")]
    public void Durations_are_taken_as_people_say_them(string said, string meant) => Assert.Equal(
        meant, _shell.Run("\"$((Set-ElevationPolicy 'Directory Readers' -MaximumDuration $args[0] -DefaultDuration 1m).MaximumDuration)\"", said).ThrowOnError().Single.ToString());

    [Theory]
    [InlineData("2")]
    [InlineData("h")]
    [InlineData("-2h")]
    [InlineData("2 hours")]
    [InlineData("1e9d")]
    public void What_is_no_duration_is_refused_with_examples(string said)
    {
        ShellResult result = _shell.Run("Test-GovernanceHealth store.open -SweepWithin $args[0]", said);

        Assert.Equal("ParameterArgumentTransformationError", result.ErrorId);
        Assert.Contains("30m", (result.Terminating ?? result.Errors[0]).ToString(), StringComparison.Ordinal);
    }

    /// <summary>A store with one of everything.</summary>
    public sealed class World : IDisposable
    {
        public World()
        {
            Shell = ModuleShell.Connected();
            Shell.Run("""
                New-LabTenant spare -Empty | Out-Null
                New-LabTenant contoso -Seed 1 | Register-ClientTenant -ServiceOwner alice -RiskOwner alice | Out-Null
                $access = Get-TenantAccess contoso -SaveSnapshot
                $user = @($access | Where-Object { $_.PrincipalType -eq 'User' -and $_.Role -ne 'Reports Reader' })[-1].PrincipalId
                New-GovernanceOperator bob -Role Administrator -AllTenants | Out-Null
                Set-GovernanceOperator alice -Account @{ contoso = $user }
                New-GovernanceRole Auditor -Permission Read | Out-Null
                Set-ElevationPolicy 'Reports Reader' -MaximumDuration 4h -DefaultDuration 1h -Approval One | Out-Null
                New-ElevationGrant contoso 'Reports Reader' -Principal $user -Reason x -Ticket INC-1 -Force | Out-Null
                Register-BreakGlassAccount contoso emergency01@contoso.onmicrosoft.com | Out-Null
                New-AccessReview contoso Q4 -Reviewer ServiceOwner -Privileged -Days 14 | Out-Null
                New-AccessException contoso -Principal $user -Owner carol -Approver bob -Ticket T-1 -Reason Legacy -Expires ([datetime]::UtcNow.AddDays(60)) | Out-Null
                """).ThrowOnError();
        }

        public ModuleShell Shell { get; }

        public void Dispose() => Shell.Dispose();
    }
}
