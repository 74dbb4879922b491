using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.BreakGlass;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.BreakGlass;

/// <summary>Registers an emergency account of a tenant, after checking it.</summary>
[Cmdlet(VerbsLifecycle.Register, "BreakGlassAccount", SupportsShouldProcess = true)]
[OutputType(typeof(BreakGlassAccountDocument))]
public sealed class RegisterBreakGlassAccountCommand : BreakGlassAccountCmdlet
{
    /// <summary>Where its credentials are kept; never the credentials.</summary>
    [Parameter]
    public string? Custody { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        if (!ShouldProcess($"{tenant.Name} ({tenant.Id})", $"Register emergency account {Principal}"))
        {
            return;
        }

        BreakGlassAccountDocument account = Await(token => Store.BreakGlass.RegisterAsync(tenant.Id, Principal, Custody, Ticket, Reason, token));
        foreach (BreakGlassCheck check in account.Checks.Where(check => check.Passed != true))
        {
            WriteWarning($"{tenant.Name}: {account.PrincipalName} is registered and does not work as an emergency account: {check.Message}");
        }

        WriteObject(account);
    }
}
