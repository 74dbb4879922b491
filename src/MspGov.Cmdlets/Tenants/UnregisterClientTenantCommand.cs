using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Tenants;

/// <summary>Off-boards client tenants from the register. Their log and evidence stay.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "ClientTenant", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(TenantDocument))]
public sealed class UnregisterClientTenantCommand : RecordingTenantCmdlet
{
    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the tenants out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (TenantDocument tenant in ResolveTenants())
        {
            if (!this.Confirmed(Force, $"{tenant.Name} ({tenant.Id})", "Off-board client tenant"))
            {
                continue;
            }

            TenantDocument gone = Store.Tenants.Unregister(tenant.Id, Ticket, Reason);
            if (PassThru)
            {
                WriteObject(gone);
            }
        }
    }
}
