using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>Paths into one tenant: those its own inventory shows, and its partner's technicians where the partner is registered.</summary>
internal sealed class TenantPaths
{
    private readonly TenantDocument _tenant;
    private readonly AccessPathFinder _own;
    private readonly PartnerPathFinder? _partner;

    public TenantPaths(TenantInventory inventory, TenantInventory? partner, TenantDocument tenant)
    {
        _tenant = tenant;
        _own = new(inventory, tenant.Name);
        _partner = partner is null ? null : new(partner);
        Families = [.. _own.Families, .. partner?.Families.Where(family => family.LosesRows) ?? []];
        Completeness = _own.Completeness == Completeness.Complete && partner is not null && partner.Completeness != Completeness.Complete
            ? Completeness.Partial
            : _own.Completeness;
    }

    /// <summary>Families of both.</summary>
    public IReadOnlyList<FamilyResult> Families { get; }

    /// <summary>Completeness of both.</summary>
    public Completeness Completeness { get; }

    /// <summary>Every path that the filter wants.</summary>
    public IEnumerable<AccessPath> Find(AccessFilter filter)
    {
        IEnumerable<AccessPath> paths = _own.Find(filter);
        if (_partner is not null)
        {
            paths = paths.Concat(_partner.Find(_tenant.Id, _tenant.Name, filter));
        }

        return paths.Select(path => path.Completeness == Completeness ? path : path with { Completeness = Completeness });
    }
}
