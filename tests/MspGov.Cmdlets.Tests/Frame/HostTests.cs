using MspGov.Testing;

namespace MspGov.Cmdlets.Tests.Frame;

public sealed class HostTests
{
    [Fact]
    public async Task A_command_draws_its_output_through_our_views()
    {
        HostResult result = await HostProcess.RunAsync("-Command", "Get-Command -Module MspGov -Name Get-ClientTenant");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Get-ClientTenant", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_gets_its_arguments_and_gives_its_exit_code()
    {
        using var folder = new TempFolder();
        string script = folder.At("script.ps1");
        await File.WriteAllTextAsync(script, "param([string]$Name, [switch]$Loud) \"$Name $Loud\"; exit 7");

        HostResult result = await HostProcess.RunAsync(script, "-Name", "contoso", "-Loud");

        Assert.Equal(7, result.ExitCode);
        Assert.Equal("contoso True", result.Output.Trim());
    }

    [Fact]
    public async Task Errors_go_to_stderr_and_a_terminating_one_ends_with_1()
    {
        HostResult result = await HostProcess.RunAsync("-Command", "Get-ClientTenant -ErrorAction Stop");

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output.Trim());
        Assert.Contains("NotConnected", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_script_is_wrong_usage()
    {
        HostResult result = await HostProcess.RunAsync("/nowhere/nothing.ps1");

        Assert.Equal(2, result.ExitCode);
    }

    [Fact]
    public async Task What_would_prompt_is_an_error_not_a_hang_when_nobody_is_there()
    {
        HostResult result = await HostProcess.RunAsync("-Command", "Unregister-ClientTenant");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("mandatory parameters: Tenant", result.Error, StringComparison.Ordinal);
    }
}
