namespace MspGov.Cmdlets.Tests.Lab;

public sealed class LabCommandTests
{
    [Fact]
    public void New_LabTenant_gives_the_same_tenant_for_the_same_seed_and_another_for_another()
    {
        using ModuleShell shell = ModuleShell.Connected();

        ShellResult ids = shell.Run("""
            (New-LabTenant -Name alpha -Seed 5).TenantId
            Remove-LabTenant alpha -Confirm:$false
            (New-LabTenant -Name alpha -Seed 5).TenantId
            (New-LabTenant -Name beta -Seed 6).TenantId
            """).ThrowOnError();

        Assert.Equal(ids.Output[0].ToString(), ids.Output[1].ToString());
        Assert.NotEqual(ids.Output[0].ToString(), ids.Output[2].ToString());
    }

    [Fact]
    public void Set_LabTenant_changes_only_what_is_given()
    {
        using ModuleShell shell = ModuleShell.Connected();

        dynamic behaviour = shell.Run("""
            New-LabTenant alpha | Out-Null
            Set-LabTenant alpha -Latency PT0.2S
            Set-LabTenant alpha -ThrottleRate 0.5
            (Get-LabTenant alpha).Behaviour
            """).ThrowOnError().Single;

        Assert.Equal(TimeSpan.FromMilliseconds(200), (TimeSpan)behaviour.Latency);
        Assert.Equal(0.5, (double)behaviour.ThrottleRate);
    }

    [Theory]
    [InlineData("Get-LabTenant nope", "LabTenantNotFound")]
    [InlineData("Set-LabTenant nope -Latency PT1S", "LabTenantNotFound")]
    [InlineData("Remove-LabTenant nope -Confirm:$false", "LabTenantNotFound")]
    [InlineData("New-LabTenant alpha; New-LabTenant alpha", "LabTenantAlreadyExists")]
    public void What_is_not_there_or_there_already_has_its_own_error(string script, string errorId)
    {
        using ModuleShell shell = ModuleShell.Connected();

        Assert.Equal(errorId, shell.Run(script).ErrorId);
    }
}
