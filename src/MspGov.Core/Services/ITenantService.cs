using MspGov.Core.Tenants;

namespace MspGov.Core.Services;

/// <summary>The register of client tenants.</summary>
public interface ITenantService
{
    /// <summary>Tenants that fit a name, id or wildcard pattern; all when null. Off-boarded ones only when asked.</summary>
    IReadOnlyList<TenantDocument> Get(string? pattern = null, bool includeOffBoarded = false, DateTimeOffset? asOf = null);

    /// <summary>Resolves patterns to the tenants that were registered at a time: now when null.</summary>
    /// <exception cref="Errors.GovException">TenantNotFound, with near names, when a pattern without wildcards fits none; TenantOffBoarded when it was not registered then.</exception>
    IReadOnlyList<TenantDocument> Resolve(IReadOnlyList<string> patterns, DateTimeOffset? asOf = null);

    /// <summary>Registers a tenant. Secrets given in clear come as <paramref name="secret"/> and are stored encrypted.</summary>
    TenantDocument Register(TenantDocument tenant, string? secret, string? ticket, string? reason);

    /// <summary>Changes a tenant.</summary>
    TenantDocument Update(TenantDocument tenant, string? secret, string? ticket, string? reason);

    /// <summary>What an import would do with each tenant. Nothing is changed.</summary>
    /// <exception cref="Errors.GovException">TenantListInvalid, with every fault: then nothing of the source can be imported.</exception>
    IReadOnlyList<TenantImportItem> PlanImport(IReadOnlyList<TenantImportRow> rows);

    /// <summary>Registers and changes what a plan says, in one commit: all of it or nothing. A secret given in clear serves the tenants that are new.</summary>
    IReadOnlyList<TenantDocument> Import(IReadOnlyList<TenantImportItem> plan, string? secret, string? ticket, string? reason);

    /// <summary>The customers with whom a registered partner tenant has GDAP relationships in force.</summary>
    Task<IReadOnlyList<TenantImportRow>> CustomersAsync(string partnerTenantId, CancellationToken cancellationToken);

    /// <summary>Off-boards a tenant.</summary>
    TenantDocument Unregister(string tenantId, string? ticket, string? reason);

    /// <summary>Tests token, tenant, reachability and permissions.</summary>
    Task<TenantTestResult> TestAsync(string tenantId, CancellationToken cancellationToken);
}

/// <summary>What testing a tenant's connection found.</summary>
public sealed record TenantTestResult
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Name.</summary>
    public required string Tenant { get; init; }

    /// <summary>True when every check passed.</summary>
    public bool Ready => Checks.All(check => check.Passed);

    /// <summary>Checks in order.</summary>
    public required IReadOnlyList<TenantCheck> Checks { get; init; }
}

/// <summary>One check of a connection.</summary>
/// <param name="Name">Token, Tenant, Reachable or a permission.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Message">What was found, or what an administrator must do.</param>
/// <param name="NeededBy">Cmdlets that need it.</param>
public sealed record TenantCheck(string Name, bool Passed, string Message, string? NeededBy = null);
