using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Lists who at the clients may approve elevations.</summary>
[Cmdlet(VerbsCommon.Get, "ClientApprover")]
[OutputType(typeof(ClientApproverDocument))]
public sealed class GetClientApproverCommand : EveryTenantCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (TenantDocument tenant in Store.Tenants.Resolve(Tenant))
        {
            WriteObject(Store.Elevation.GetApprovers(tenant.Id), enumerateCollection: true);
        }
    }
}
