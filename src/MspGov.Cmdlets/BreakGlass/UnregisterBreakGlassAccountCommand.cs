using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.BreakGlass;

/// <summary>Takes an emergency account off the register, as long as another one works.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "BreakGlassAccount", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class UnregisterBreakGlassAccountCommand : BreakGlassAccountCmdlet
{
    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        if (this.Confirmed(Force, $"{tenant.Name} ({tenant.Id})", $"Unregister emergency account {Principal}"))
        {
            Store.BreakGlass.Unregister(tenant.Id, Principal, Ticket, Reason);
        }
    }
}
