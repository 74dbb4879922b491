using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Enrols the key of somebody at the client who may approve elevations.</summary>
[Cmdlet(VerbsLifecycle.Register, "ClientApprover", SupportsShouldProcess = true)]
[OutputType(typeof(ClientApproverDocument))]
public sealed class RegisterClientApproverCommand : ClientApproverCmdlet
{
    /// <summary>PEM file of the public key.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNullOrEmpty]
    public string KeyPath { get; set; } = string.Empty;

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
