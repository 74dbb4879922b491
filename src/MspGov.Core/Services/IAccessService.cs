using MspGov.Core.Access;

namespace MspGov.Core.Services;

/// <summary>Effective access.</summary>
public interface IAccessService
{
    /// <summary>Streams every path in the tenants asked, tenants in parallel, as they answer; records one <c>access.read</c> entry a tenant.</summary>
    Task ReadAsync(AccessQuery query, IOutput<AccessPath> output, CancellationToken cancellationToken);
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
