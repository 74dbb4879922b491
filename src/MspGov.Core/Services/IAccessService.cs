using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Radius;
using MspGov.Core.Access.Snapshots;

namespace MspGov.Core.Services;

/// <summary>Effective access.</summary>
public interface IAccessService
{
    /// <summary>Streams every path in the tenants asked, tenants in parallel, as they answer; records one <c>access.read</c> entry a tenant.</summary>
    Task ReadAsync(AccessQuery query, IOutput<AccessPath> output, CancellationToken cancellationToken);

    /// <summary>The register of privileged identities of the tenants asked.</summary>
    Task IdentitiesAsync(IdentityQuery query, IOutput<PrivilegedIdentity> output, CancellationToken cancellationToken);

    /// <summary>The non-human identities of the tenants asked, with what is weak about them; given out when every tenant has answered, because reuse is a matter of all.</summary>
    Task NonHumansAsync(IdentityQuery query, IOutput<NonHumanIdentity> output, CancellationToken cancellationToken);

    /// <summary>Records who answers for an identity. The identity must be in the tenant.</summary>
    Task<IdentityOwnerDocument> SetOwnerAsync(SetOwnerRequest request, CancellationToken cancellationToken);

    /// <summary>Measures what identities reach in the tenants asked.</summary>
    Task MeasureAsync(RadiusQuery query, IOutput<BlastRadius> output, CancellationToken cancellationToken);

    /// <summary>Snapshots of tenants, newest first.</summary>
    IReadOnlyList<AccessSnapshotDocument> Snapshots(IReadOnlyList<string> tenantIds);

    /// <summary>The paths of a snapshot, checked against the hash in the ledger.</summary>
    IReadOnlyList<AccessPath> SnapshotPaths(string id);

    /// <summary>Compares access.</summary>
    Task CompareAsync(CompareQuery query, IOutput<AccessDifference> output, CancellationToken cancellationToken);
}

/// <summary>Which access to read.</summary>
public sealed record AccessQuery
{
    /// <summary>Tenant ids, resolved.</summary>
    public required IReadOnlyList<string> TenantIds { get; init; }

    /// <summary>Only privileged.</summary>
    public bool Privileged { get; init; }

    /// <summary>Only standing.</summary>
    public bool Standing { get; init; }

    /// <summary>Only principals whose id, name or mail fits one of these wildcard patterns.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>Only roles whose id or name fits one of these wildcard patterns.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Brings up to date by delta queries what an earlier reading left in the store, instead of reading all of it again. What decides or changes access reads all.</summary>
    public bool Delta { get; init; }

    /// <summary>
    /// Queries of one reading share what is read of a partner; null shares it with whoever read it in the last minutes. A proof that
    /// something is gone names a reading of its own, so that nothing from before is taken for now.
    /// </summary>
    public Guid? Reading { get; init; }

    /// <summary>From the last snapshot at or before this time (UTC) instead of from the tenant.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Saves a snapshot of all access of each tenant, whatever the filter.</summary>
    public bool SaveSnapshot { get; init; }

    /// <summary>Goes on with the operator's last run: tenants that it read to the full are left out.</summary>
    public bool Resume { get; init; }

    /// <summary>Stops when so many tenants failed; 0 for never.</summary>
    public int StopAfterFailures { get; init; }

    /// <summary>The filter in words, for the record; null when everything is asked.</summary>
    public string? Describe()
    {
        string[] parts =
        [
            .. Privileged ? ["privileged"] : Array.Empty<string>(),
            .. Standing ? ["standing"] : Array.Empty<string>(),
            .. Principals.Count > 0 ? [$"principal {string.Join(',', Principals)}"] : Array.Empty<string>(),
            .. Roles.Count > 0 ? [$"role {string.Join(',', Roles)}"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? null : string.Join("; ", parts);
    }
}

/// <summary>Which identities.</summary>
public sealed record IdentityQuery
{
    /// <summary>Tenant ids, resolved.</summary>
    public required IReadOnlyList<string> TenantIds { get; init; }

    /// <summary>Only identities whose id or name fits one of these wildcard patterns.</summary>
    public IReadOnlyList<string> Identities { get; init; } = [];

    /// <summary>Only non-human identities with one of these findings; all when empty.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>How near the end of a credential counts as expiring.</summary>
    public TimeSpan ExpiringWithin { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Brings up to date by delta queries what an earlier reading left in the store, instead of reading all of it again. What decides or changes access reads all.</summary>
    public bool Delta { get; init; }
}

/// <summary>What <c>Set-IdentityOwner</c> asks for; what is null stays as it is.</summary>
public sealed record SetOwnerRequest
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Object id, sign-in name or display name.</summary>
    public required string Identity { get; init; }

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>What it is for.</summary>
    public IdentityPurpose? Purpose { get; init; }

    /// <summary>When it must be looked at again, UTC.</summary>
    public DateTimeOffset? ReviewDate { get; init; }

    /// <summary>Takes away everything that was said of it.</summary>
    public bool Clear { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }
}

/// <summary>What <c>Measure-BlastRadius</c> asks for.</summary>
public sealed record RadiusQuery
{
    /// <summary>Tenant ids, resolved.</summary>
    public required IReadOnlyList<string> TenantIds { get; init; }

    /// <summary>Identities: object ids, app ids, sign-in names, display names.</summary>
    public required IReadOnlyList<string> Identities { get; init; }

    /// <summary>Roles or permissions to take away, as wildcard patterns; everything privileged when empty.</summary>
    public IReadOnlyList<string> CutRoles { get; init; } = [];

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Brings up to date by delta queries what an earlier reading left in the store, instead of reading all of it again. What decides or changes access reads all.</summary>
    public bool Delta { get; init; }
}

/// <summary>What <c>Compare-TenantAccess</c> asks for.</summary>
public sealed record CompareQuery
{
    /// <summary>Tenants to read now, resolved: compared with <see cref="Reference"/>, or with the expected scope.</summary>
    public IReadOnlyList<string> TenantIds { get; init; } = [];

    /// <summary>Snapshot id, or tenant id to compare tenants; null for each tenant's newest snapshot.</summary>
    public string? Reference { get; init; }

    /// <summary>Snapshot id to compare with the reference instead of the tenant as it is now.</summary>
    public string? Difference { get; init; }

    /// <summary>Compares with the expected scope of job roles.</summary>
    public bool ExpectedScope { get; init; }

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Brings up to date by delta queries what an earlier reading left in the store, instead of reading all of it again. What decides or changes access reads all.</summary>
    public bool Delta { get; init; }
}
