using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Retires the key of a client approver.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "ClientApprover", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnregisterClientApproverCommand : TenantCmdlet
{
    /// <summary>Name or address of the approver.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

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
        if (ShouldProcess($"{tenant.Name} ({tenant.Id})", $"Retire client approver {Name}"))
        {
            Store.Elevation.RetireApprover(tenant.Id, Name, Ticket, Reason);
        }
    }
}
