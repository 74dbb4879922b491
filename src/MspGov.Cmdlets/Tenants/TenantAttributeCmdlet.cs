using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Tenants;

/// <summary>The attributes of a client tenant, shared by registering and changing; what is not given is left as it is.</summary>
public abstract class TenantAttributeCmdlet : SessionCmdlet
{
    /// <summary>Name for people.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DisplayName { get; set; }

    /// <summary>Tier.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public TenantTier? Tier { get; set; }

    /// <summary>Jurisdiction, for example EU or DE.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Jurisdiction { get; set; }

    /// <summary>Data classification.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DataClassification { get; set; }

    /// <summary>Service owner at the MSP.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ServiceOwner { get; set; }

    /// <summary>Risk owner at the MSP.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? RiskOwner { get; set; }

    /// <summary>Approvers at the client.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Approver { get; set; }

    /// <summary>What the contract covers.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? ContractScope { get; set; }

    /// <summary>Groups of tenants it is in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? Group { get; set; }

    /// <summary>Root of Graph before /v1.0: https, or http on loopback.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? GraphEndpoint { get; set; }

    /// <summary>Sign-in authority.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AuthorityHost { get; set; }

    /// <summary>National cloud.</summary>
    [Parameter]
    public GraphCloud? Cloud { get; set; }

    /// <summary>Application (client) id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>Client secret: a SecureString, or env:, file: or vault:.</summary>
    [Parameter]
    [SecretTransformation]
    public SecretValue? ClientSecret { get; set; }

    /// <summary>Client certificate: a PFX or PEM file, or store:THUMBPRINT.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientCertificate { get; set; }

    /// <summary>Password of the certificate's file.</summary>
    [Parameter]
    [SecretTransformation]
    public SecretValue? CertificatePassword { get; set; }

    /// <summary>A ready access token.</summary>
    [Parameter]
    [SecretTransformation]
    public SecretValue? AccessToken { get; set; }

    /// <summary>Uses the machine's managed identity.</summary>
    [Parameter]
    public SwitchParameter ManagedIdentity { get; set; }

    /// <summary>File of a federated token (workload identity federation).</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenPath { get; set; }

    /// <summary>Signs in with a device code.</summary>
    [Parameter]
    public SwitchParameter DeviceCode { get; set; }

    /// <summary>Signs in with the browser.</summary>
    [Parameter]
    public SwitchParameter Interactive { get; set; }

    /// <summary>The MSP's own tenant, when the client is reached with GDAP.</summary>
    [Parameter]
    public Guid? PartnerTenantId { get; set; }

    /// <summary>Ticket of the PSA.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason in words.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>The attributes over those that are known.</summary>
    protected TenantDocument WithAttributes(TenantDocument known) => known with
    {
        DisplayName = DisplayName ?? known.DisplayName,
        Tier = Tier ?? known.Tier,
        Jurisdiction = Jurisdiction ?? known.Jurisdiction,
        DataClassification = DataClassification ?? known.DataClassification,
        ServiceOwner = ServiceOwner ?? known.ServiceOwner,
        RiskOwner = RiskOwner ?? known.RiskOwner,
        Approvers = Approver ?? known.Approvers,
        ContractScope = ContractScope ?? known.ContractScope,
        Groups = Group ?? known.Groups,
    };

    /// <summary>The connection that the parameters describe, over the known one; and the secret given in clear, where one was.</summary>
    protected (TenantConnection? Connection, string? Secret) ConnectionOf(TenantConnection? known) =>
        new ConnectionParameters(this, name => SessionState is null ? name : FullPath(name)).Build(known);
}
