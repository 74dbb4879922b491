using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.BreakGlass;

/// <summary>Takes an emergency account off the register, as long as another one works.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "BreakGlassAccount", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class UnregisterBreakGlassAccountCommand : TenantCmdlet
{
    /// <summary>Sign-in name or object id of the account.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("PrincipalId")]
    [ValidateNotNullOrEmpty]
    public string Principal { get; set; } = string.Empty;

    /// <summary>Ticket of the PSA.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason in words.</summary>
    [Parameter]
    public string? Reason { get; set; }

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
