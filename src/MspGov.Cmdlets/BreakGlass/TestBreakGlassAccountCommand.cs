using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.BreakGlass;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.BreakGlass;

/// <summary>Checks an emergency account against the tenant and records what was found: a drill.</summary>
[Cmdlet(VerbsDiagnostic.Test, "BreakGlassAccount")]
[OutputType(typeof(BreakGlassAccountDocument))]
public sealed class TestBreakGlassAccountCommand : TenantCmdlet
{
    /// <summary>Sign-in name or object id of the account.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("PrincipalId")]
    [ValidateNotNullOrEmpty]
    public string Principal { get; set; } = string.Empty;

    /// <summary>You have signed in with the account, and attest it.</summary>
    [Parameter]
    public SwitchParameter SignInTested { get; set; }

    /// <summary>Ticket of the PSA.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason in words.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        WriteObject(Await(token => Store.BreakGlass.DrillAsync(tenant.Id, Principal, SignInTested, Ticket, Reason, token)));
    }
}
