using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>Paths into one tenant: those its own inventory shows, and its partner's technicians where the partner is registered.</summary>
internal sealed class TenantPaths(TenantInventory inventory, TenantInventory? partner, TenantDocument tenant)
{
    private readonly AccessPathFinder _own = new(inventory, tenant.Name);
    private readonly PartnerPathFinder? _partner = partner is null ? null : new(partner);

    /// <summary>Families of both.</summary>
    public IReadOnlyList<FamilyResult> Families { get; } = [.. inventory.Families, .. partner?.Families.Where(family => family.LosesRows) ?? []];

    /// <summary>Completeness of both.</summary>
    public Completeness Completeness { get; } =
        inventory.Completeness == Completeness.Complete && partner is not null && partner.Completeness != Completeness.Complete
            ? Completeness.Partial
            : inventory.Completeness;

    /// <summary>Every path that the filter wants.</summary>
    public IEnumerable<AccessPath> Find(AccessFilter filter)
    {
        IEnumerable<AccessPath> paths = _own.Find(filter);
        if (_partner is not null)
        {
            paths = paths.Concat(_partner.Find(tenant.Id, tenant.Name, filter));
        }

        return paths.Select(path => path.Completeness == Completeness ? path : path with { Completeness = Completeness });
    }
}
