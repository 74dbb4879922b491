using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Retires the key of a client approver.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "ClientApprover", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterClientApproverCommand : ClientApproverCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        if (ShouldProcess($"{tenant.Name} ({tenant.Id})", $"Retire client approver {Name}"))
        {
            Store.Elevation.RetireApprover(tenant.Id, Name, Ticket, Reason);
        }
    }
}
