using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Tenants;

/// <summary>Tests token, tenant, reachability and each permission of client tenants, and says what is missing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ClientTenant")]
[OutputType(typeof(TenantTestResult))]
public sealed class TestClientTenantCommand : TenantCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (TenantDocument tenant in ResolveTenants())
        {
            WriteObject(Await(token => Store.Tenants.TestAsync(tenant.Id, token)));
        }
    }
}
