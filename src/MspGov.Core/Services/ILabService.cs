namespace MspGov.Core.Services;

/// <summary>Lab tenants: Graph-compatible tenants inside the store folder.</summary>
public interface ILabService
{
    /// <summary>Creates one.</summary>
    LabTenant Create(LabTenantRequest request);

    /// <summary>Those that fit a wildcard pattern; all when null.</summary>
    IReadOnlyList<LabTenant> Get(string? pattern = null);

    /// <summary>Switches behaviour on or off.</summary>
    LabTenant Set(string name, LabBehaviour behaviour);

    /// <summary>Deletes one with all its data.</summary>
    void Remove(string name);
}

/// <summary>How large.</summary>
public enum LabSize
{
    /// <summary>About 50 users.</summary>
    Small,

    /// <summary>About 500.</summary>
    Medium,

    /// <summary>About 10,000.</summary>
    Large,
}

/// <summary>What to create.</summary>
public sealed record LabTenantRequest
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Size.</summary>
    public LabSize Size { get; init; }

    /// <summary>Same seed and size, same tenant.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A tenant without any generated object.</summary>
    public bool Empty { get; init; }

    /// <summary>Without Entra ID P2: no PIM, no access reviews.</summary>
    public bool NoPremium { get; init; }

    /// <summary>The tenant of an MSP: it holds GDAP relationships with customers.</summary>
    public bool Partner { get; init; }

    /// <summary>Name of the lab tenant of the MSP that manages this one by GDAP: the relationship and its groups are made there.</summary>
    public string? ManagedBy { get; init; }

    /// <summary>Number of users, where the size's own does not fit.</summary>
    public int? Users { get; init; }

    /// <summary>Number of groups, where the size's own does not fit.</summary>
    public int? Groups { get; init; }

    /// <summary>Number of service principals, where the size's own does not fit.</summary>
    public int? ServicePrincipals { get; init; }
}

/// <summary>Switches; null leaves as it is.</summary>
public sealed record LabBehaviour
{
    /// <summary>Delay of every answer.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Share of requests answered 429, 0 to 1.</summary>
    public double? ThrottleRate { get; init; }

    /// <summary>Resource units per 10 s; 0 for no limit.</summary>
    public int? ResourceUnitsPer10Seconds { get; init; }

    /// <summary>Path prefixes that answer 403.</summary>
    public IReadOnlyList<string>? DeniedPaths { get; init; }

    /// <summary>Path prefixes whose writes are answered 2xx and change nothing.</summary>
    public IReadOnlyList<string>? FalseSuccessPaths { get; init; }

    /// <summary>Path prefixes whose writes are applied but answered 500.</summary>
    public IReadOnlyList<string>? AppliedButFailedPaths { get; init; }

    /// <summary>How long writes stay invisible to reads.</summary>
    public TimeSpan? VisibilityDelay { get; init; }

    /// <summary>How long a PIM request stays PendingProvisioning.</summary>
    public TimeSpan? PimDelay { get; init; }

    /// <summary>PIM requests wait for an approval that does not come.</summary>
    public bool? PimApproval { get; init; }

    /// <summary>Share of requests whose connection is reset, 0 to 1.</summary>
    public double? ResetRate { get; init; }

    /// <summary>Share of answers that end in the middle, 0 to 1.</summary>
    public double? TruncateRate { get; init; }

    /// <summary>Share of requests answered 503, 0 to 1.</summary>
    public double? UnavailableRate { get; init; }

    /// <summary>Limits of the services behind Graph: Conditional Access 1 request a second, reports 5 in 10 seconds.</summary>
    public bool? ServiceLimits { get; init; }

    /// <summary>Largest page whatever <c>$top</c> asks; 0 for Graph's own.</summary>
    public int? MaxPageSize { get; init; }
}

/// <summary>A lab tenant.</summary>
public sealed record LabTenant
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant id (UUID), derived from name, seed and size.</summary>
    public required string TenantId { get; init; }

    /// <summary>Size.</summary>
    public LabSize Size { get; init; }

    /// <summary>Seed.</summary>
    public int Seed { get; init; }

    /// <summary>Number of users.</summary>
    public int Users { get; init; }

    /// <summary>Number of groups.</summary>
    public int Groups { get; init; }

    /// <summary>Number of service principals.</summary>
    public int ServicePrincipals { get; init; }

    /// <summary>Behaviour now.</summary>
    public LabBehaviour Behaviour { get; init; } = new();
}
