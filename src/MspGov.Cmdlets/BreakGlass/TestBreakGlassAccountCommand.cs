using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.BreakGlass;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.BreakGlass;

/// <summary>Checks an emergency account against the tenant and records what was found: a drill.</summary>
[Cmdlet(VerbsDiagnostic.Test, "BreakGlassAccount")]
[OutputType(typeof(BreakGlassAccountDocument))]
public sealed class TestBreakGlassAccountCommand : BreakGlassAccountCmdlet
{
    /// <summary>You have signed in with the account, and attest it.</summary>
    [Parameter]
    public SwitchParameter SignInTested { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        WriteObject(Await(token => Store.BreakGlass.DrillAsync(tenant.Id, Principal, SignInTested, Ticket, Reason, token)));
    }
}
