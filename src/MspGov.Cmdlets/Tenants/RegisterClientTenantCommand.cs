using System.Management.Automation;
using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Tenants;

/// <summary>Registers a client tenant: who it is, and how to connect.</summary>
[Cmdlet(VerbsLifecycle.Register, "ClientTenant", SupportsShouldProcess = true, DefaultParameterSetName = "Tenant")]
[OutputType(typeof(TenantDocument))]
public sealed class RegisterClientTenantCommand : TenantAttributeCmdlet
{
    /// <summary>Short name, unique among the tenants.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Tenant")]
    [Parameter(ParameterSetName = "Lab")]
    [ValidatePattern("^[^*?\\[\\]\\s][^*?\\[\\]]{0,99}$")]
    public string? Name { get; set; }

    /// <summary>Tenant id.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Tenant")]
    public Guid TenantId { get; set; }

    /// <summary>A lab tenant.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Lab", ValueFromPipeline = true)]
    public LabTenant? Lab { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        (TenantConnection? connection, string? secret) = ConnectionOf(Lab is null ? null : new TenantConnection { Kind = ConnectionKind.Lab, Lab = Lab.Name });
        string name = Name ?? Lab!.Name;
        TenantDocument tenant = WithAttributes(new TenantDocument
        {
            Id = (Lab is null ? TenantId : Guid.Parse(Lab.TenantId)).ToString("D"),
            Name = name,
            Connection = connection ?? throw TenantErrors.ConnectionInvalid.With(
                $"Say how to connect to '{name}': -ClientSecret or -ClientCertificate with -ClientId, -AccessToken, -ManagedIdentity, -FederatedTokenPath, -DeviceCode or -Interactive; or pipe a lab tenant.").About(name),
        });
        if (ShouldProcess($"{tenant.Name} ({tenant.Id})", "Register client tenant"))
        {
            WriteObject(Store.Tenants.Register(tenant, secret, Ticket, Reason));
        }
    }
}
