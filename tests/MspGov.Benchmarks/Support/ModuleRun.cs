using System.Management.Automation;
using System.Management.Automation.Runspaces;
using MspGov.Testing;

namespace MspGov.Benchmarks.Support;

/// <summary>The built module in the real engine, with a store of its own in which the lab's tenants are registered.</summary>
internal sealed class ModuleRun : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Runspace _runspace;

    public ModuleRun(LabProcess lab)
    {
        Environment.SetEnvironmentVariable("MSPGOV_STATE", _folder.At("state"));
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Repository.ModuleManifest]);
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
        Run("Initialize-GovernanceStore -Path $args[0] -Operator alice; Connect-GovernanceStore -Path $args[0] -Operator alice", _folder.At("store"));
        foreach (LabProcess.Tenant tenant in lab.Tenants)
        {
            Environment.SetEnvironmentVariable("MSPGOV_BENCHMARK_" + tenant.Name, tenant.Token);
            Run(
                "Register-ClientTenant -Name $args[0] -TenantId $args[1] -GraphEndpoint $args[2] -AccessToken env:MSPGOV_BENCHMARK_$($args[0])",
                tenant.Name,
                tenant.TenantId,
                lab.Endpoint.ToString());
        }
    }

    /// <summary>Runs a script to its end, what it gives out thrown away as it comes.</summary>
    /// <returns>How many objects came.</returns>
    public int Run(string script, params object[] arguments)
    {
        int count = 0;
        Run(script, (_, _) => count++, arguments);
        return count;
    }

    /// <summary>Runs a script; each object is shown to <paramref name="seen"/> and kept by nobody.</summary>
    public void Run(string script, Action<PSObject, int> seen, params object[] arguments)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object argument in arguments)
        {
            shell.AddArgument(argument);
        }

        int count = 0;
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) =>
        {
            foreach (PSObject item in output.ReadAll())
            {
                seen(item, ++count);
            }
        };
        shell.Invoke(null, output);
        if (shell.Streams.Error.Count > 0)
        {
            throw new InvalidOperationException(shell.Streams.Error[0].ToString(), shell.Streams.Error[0].Exception);
        }
    }

    public void Dispose()
    {
        _runspace.Dispose();
        _folder.Dispose();
    }
}
