using System.Management.Automation;

namespace MspGov.Cmdlets.Tests.Tenants;

public sealed class TenantCommandTests
{
    [Fact]
    public void A_lab_tenant_is_registered_from_the_pipeline_and_tested()
    {
        using ModuleShell shell = ModuleShell.Connected();

        shell.Run("New-LabTenant -Name contoso -Size Small -Seed 1 | Register-ClientTenant -Tier Standard -Group EU").ThrowOnError();
        ShellResult test = shell.Run("Test-ClientTenant contoso").ThrowOnError();

        Assert.True(test.Single.Ready);
        Assert.Contains((IEnumerable<object>)test.Single.Checks, check => ((dynamic)PSObject.AsPSObject(check)).Name.Contains("Directory", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("-GraphEndpoint http://graph.example -AccessToken env:T", "EndpointNotSecure")]
    [InlineData("-AuthorityHost http://login.example -ClientId a -ClientSecret env:T", "EndpointNotSecure")]
    [InlineData("", "TenantConnectionInvalid")]
    [InlineData("-ClientSecret env:T", "TenantConnectionInvalid")]
    [InlineData("-AccessToken env:T -ManagedIdentity", "TenantConnectionInvalid")]
    public void A_connection_that_cannot_be_is_refused_and_nothing_is_recorded(string parameters, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();

        ShellResult refused = shell.Run($"Register-ClientTenant -Name fabrikam -TenantId 3b1c1f6e-58ad-4d5f-9b3a-0d2a0f6a7c11 {parameters}");

        Assert.Equal(errorId, refused.ErrorId);
        Assert.Empty(shell.Run("Get-ClientTenant").Output);
    }

    [Fact]
    public void An_unknown_tenant_is_an_error_that_offers_near_names()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("New-LabTenant contoso | Register-ClientTenant").ThrowOnError();

        ShellResult result = shell.Run("Get-ClientTenant contosso");

        Assert.Equal("TenantNotFound", result.ErrorId);
        Assert.Contains("contoso", result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Attributes_change_one_by_one_and_their_past_can_be_asked_for()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("""
            New-LabTenant contoso | Register-ClientTenant -Jurisdiction DE | Out-Null
            Set-ClientTenant contoso -ServiceOwner Dana
            [System.Threading.Thread]::Sleep(30); $global:before = [datetime]::UtcNow; [System.Threading.Thread]::Sleep(30)
            Set-ClientTenant contoso -ServiceOwner Eli
            """).ThrowOnError();

        dynamic now = shell.Run("Get-ClientTenant contoso").ThrowOnError().Single;
        dynamic then = shell.Run("Get-ClientTenant contoso -AsOf $before").ThrowOnError().Single;

        Assert.Equal("Eli", now.ServiceOwner);
        Assert.Equal("DE", now.Jurisdiction);
        Assert.Equal("Dana", then.ServiceOwner);
    }

    [Fact]
    public void An_off_boarded_tenant_says_so_and_keeps_its_log()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("New-LabTenant contoso | Register-ClientTenant | Out-Null; Unregister-ClientTenant contoso -Force -Reason 'Contract ended'").ThrowOnError();

        Assert.Equal("TenantOffBoarded", shell.Run("Set-ClientTenant contoso -Tier HighRegulation").ErrorId);
        Assert.NotEmpty(shell.Run("Get-AuditEntry contoso").ThrowOnError().Output);
    }

    [Fact]
    public void Tenant_names_complete_from_the_register()
    {
        using ModuleShell shell = ModuleShell.Connected();
        shell.Run("New-LabTenant contoso | Register-ClientTenant").ThrowOnError();

        ShellResult completion = shell.Run("(TabExpansion2 'Get-ClientTenant con' 20).CompletionMatches | ForEach-Object CompletionText").ThrowOnError();

        Assert.Equal("contoso", completion.Single.ToString());
    }
}
