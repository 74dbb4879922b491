using MspGov.Core.Register;

namespace MspGov.Core.Tenants;

/// <summary>How much regulation a client is under; decides the expected scope of job roles.</summary>
public enum TenantTier
{
    /// <summary>Standard.</summary>
    Standard,

    /// <summary>High regulation (finance, health, public sector).</summary>
    HighRegulation,
}

/// <summary>How a tenant is reached.</summary>
public enum ConnectionKind
{
    /// <summary>A lab tenant of this store.</summary>
    Lab,

    /// <summary>Application with client secret.</summary>
    ClientSecret,

    /// <summary>Application with client certificate.</summary>
    ClientCertificate,

    /// <summary>A ready access token.</summary>
    AccessToken,

    /// <summary>Managed identity of the machine.</summary>
    ManagedIdentity,

    /// <summary>Workload federation (a token file).</summary>
    WorkloadFederation,

    /// <summary>Device code.</summary>
    DeviceCode,

    /// <summary>Interactive browser.</summary>
    Interactive,
}

/// <summary>National clouds of Microsoft (FACTS section 9).</summary>
public enum GraphCloud
{
    /// <summary>Global.</summary>
    Global,

    /// <summary>US Government L4.</summary>
    USGov,

    /// <summary>US Government DoD.</summary>
    USGovDoD,

    /// <summary>China, operated by 21Vianet.</summary>
    China,
}

/// <summary>How to connect to a tenant. Never holds a secret in clear: only references or what is encrypted to an operator-bound key.</summary>
public sealed record TenantConnection
{
    /// <summary>How.</summary>
    public required ConnectionKind Kind { get; init; }

    /// <summary>Which cloud.</summary>
    public GraphCloud Cloud { get; init; }

    /// <summary>Root before <c>/v1.0</c>, where it is not the cloud's own.</summary>
    public string? GraphEndpoint { get; init; }

    /// <summary>Sign-in authority, where it is not the cloud's own.</summary>
    public string? AuthorityHost { get; init; }

    /// <summary>Application (client) id.</summary>
    public string? ClientId { get; init; }

    /// <summary>Reference of the secret, token or certificate password: <c>env:</c>, <c>file:</c>, <c>vault:</c> or <c>enc:</c>.</summary>
    public string? SecretReference { get; init; }

    /// <summary>Certificate: <c>file:PATH</c> (PFX or PEM) or <c>store:THUMBPRINT</c>.</summary>
    public string? Certificate { get; init; }

    /// <summary>Name of the lab tenant.</summary>
    public string? Lab { get; init; }

    /// <summary>The MSP's own tenant through which this one is reached with GDAP; null when the application is in the customer tenant.</summary>
    public string? PartnerTenantId { get; init; }
}

/// <summary>A client tenant of the MSP.</summary>
public sealed record TenantDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "tenant";

    /// <summary>Tenant id (UUID, lower-case); also the id of its log.</summary>
    public required string Id { get; init; }

    /// <summary>Short name, unique, used on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Tier.</summary>
    public TenantTier Tier { get; init; }

    /// <summary>Jurisdiction, for example <c>EU</c> or <c>DE</c>.</summary>
    public string? Jurisdiction { get; init; }

    /// <summary>Data classification.</summary>
    public string? DataClassification { get; init; }

    /// <summary>Service owner at the MSP.</summary>
    public string? ServiceOwner { get; init; }

    /// <summary>Risk owner at the MSP.</summary>
    public string? RiskOwner { get; init; }

    /// <summary>Approvers at the client (names or addresses).</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>What the contract covers.</summary>
    public string? ContractScope { get; init; }

    /// <summary>Groups of tenants it is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>How to connect.</summary>
    public required TenantConnection Connection { get; init; }

    /// <summary>When it was registered, UTC.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When it was unregistered, UTC.</summary>
    public DateTimeOffset? OffBoardedAt { get; init; }

    /// <summary>State of a tenant that is worked on.</summary>
    public const string Active = "active";

    /// <summary>State of a tenant that was off-boarded.</summary>
    public const string OffBoarded = "offBoarded";

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public string? TenantId => Id;

    /// <inheritdoc/>
    public string? State => OffBoardedAt is null ? Active : OffBoarded;
}
