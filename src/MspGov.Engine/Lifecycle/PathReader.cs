using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Access;

namespace MspGov.Engine.Lifecycle;

/// <summary>What reading a tenant's effective access again gave.</summary>
internal sealed record PathReading(IReadOnlyList<AccessPath> Paths, Completeness Completeness, IReadOnlyList<string> Words)
{
    /// <summary>What was read of the tenant itself and, where it is reached through one that is registered, of its partner.</summary>
    public IReadOnlyList<TenantInventory> Inventories { get; init; } = [];

    /// <summary>What was read of one tenant; null when it was not.</summary>
    public TenantInventory? Of(string tenant) => Inventories.FirstOrDefault(inventory => string.Equals(inventory.TenantId, tenant, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Reads the paths of some principals in one tenant, through the same service as Get-TenantAccess: recorded, and honest about what it could not read.</summary>
internal sealed class PathReader(AccessService access)
{
    /// <summary>The paths of the principals with these object ids.</summary>
    public async Task<PathReading> ReadAsync(string tenantId, IReadOnlyList<string> principals, CancellationToken cancellationToken, Guid? of = null)
    {
        PathReading reading = await ReadNamedAsync(tenantId, principals, cancellationToken, of ?? Guid.NewGuid());
        return reading with { Paths = [.. reading.Paths.Where(path => principals.Contains(path.PrincipalId, StringComparer.OrdinalIgnoreCase))] };
    }

    /// <summary>The paths of the principals with these ids or names.</summary>
    public async Task<PathReading> ReadNamedAsync(string tenantId, IReadOnlyList<string> principals, CancellationToken cancellationToken, Guid? of = null)
    {
        if (principals.Count == 0)
        {
            return new PathReading([], Completeness.Complete, []);
        }

        var output = new Gathered<AccessPath>();
        var seen = new List<TenantInventory>();
        await access.ReadAsync(new AccessQuery { TenantIds = [tenantId], Principals = principals, Reading = of }, output, seen.Add, cancellationToken);
        return new PathReading([.. output.Items], output.Errors.IsEmpty ? Completeness.Complete : Completeness.Partial, [.. output.Errors.Select(error => error.Message)]) { Inventories = seen };
    }

    /// <summary>What the partner of a customer shows, read once for all customers of a reading.</summary>
    public Task<TenantInventory?> PartnerOfAsync(TenantDocument customer, Guid reading, CancellationToken cancellationToken) => access.PartnerOfAsync(customer, reading, cancellationToken);
}
