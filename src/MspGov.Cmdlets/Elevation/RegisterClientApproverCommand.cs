using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Enrols the key of somebody at the client who may approve elevations.</summary>
[Cmdlet(VerbsLifecycle.Register, "ClientApprover", SupportsShouldProcess = true)]
[OutputType(typeof(ClientApproverDocument))]
public sealed class RegisterClientApproverCommand : TenantCmdlet
{
    /// <summary>Name or address of the approver.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    /// <summary>PEM file of the public key.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNullOrEmpty]
    public string KeyPath { get; set; } = string.Empty;

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
        if (ShouldProcess($"{tenant.Name} ({tenant.Id})", $"Enrol client approver {Name}"))
        {
            WriteObject(Store.Elevation.EnrolApprover(tenant.Id, Name, FullPath(KeyPath), Ticket, Reason));
        }
    }
}
