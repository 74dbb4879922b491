namespace MspGov.Cmdlets.Tests.Lifecycle;

public sealed class LifecycleCommandTests
{
    private const string World = """
        New-LabTenant -Name contoso -Seed 3 | Register-ClientTenant -Tier Standard | Out-Null
        $seen = @{}
        $u = @(Get-TenantAccess -Tenant contoso | Where-Object { $_.PrincipalType -eq 'User' -and -not $seen[$_.PrincipalName] } | ForEach-Object { $seen[$_.PrincipalName] = 1; $_.PrincipalName })

        """;

    [Theory]
    [InlineData("(Suspend-TenantUser contoso $u[1] -Force).Status", "Succeeded")]
    [InlineData("(Restore-TenantUser contoso $u[1] -Force).Status", "AlreadySo")]
    [InlineData("(Reset-TenantUserMfa contoso $u[1] -WhatIf).Operation", "ResetMfa")]
    [InlineData("(Reset-TenantUserPassword contoso $u[1] -TemporaryAccessPass -Force).Status", "Succeeded")]
    [InlineData("(Revoke-TenantUserSession contoso $u[1] -Force).Status", "Succeeded")]
    public void The_help_desk_acts_on_one_user_and_reads_back(string script, string expected)
    {
        using ModuleShell shell = ModuleShell.Connected();
        Assert.Equal(expected, shell.Run(World + script).ThrowOnError().Single.ToString());
    }

    [Fact]
    public void A_leaver_is_complete_and_shown_with_its_steps()
    {
        using ModuleShell shell = ModuleShell.Connected();
        string shown = shell.Run(World + """
            Invoke-LifecycleEvent contoso -Type Leaver -EventId hr-1 -DisplayName 'Max Weber' -UserPrincipalName $u[0] -NewOwner $u[2] -AllowLastAdministrator -Force | Out-Null
            $run = Get-LifecycleRun hr-1
            "$($run.State) $($run.Steps.Action -contains 'user.disable')"
            """).ThrowOnError().Single.ToString()!;
        Assert.Equal("Complete True", shown);
    }

    [Theory]
    [InlineData("Invoke-LifecycleEvent contoso -Type Leaver -DisplayName X -UserPrincipalName no@nowhere.example -Force", "PersonNotFound")]
    [InlineData("Suspend-TenantUser contoso no@nowhere.example -Force", "TenantObjectNotFound")]
    [InlineData("Compare-Workforce contoso -Path ./nowhere.csv", "WorkforceListInvalid")]
    public void Mistakes_have_their_own_errors(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();
        Assert.Equal(errorId, shell.Run(World + script).ErrorId);
    }
}
