using MspGov.Core.Access.Inventory;
using MspGov.Core.Tenants;

namespace MspGov.Core.Access.Radius;

/// <summary>
/// Measures what an identity reaches in all the tenants that were added. The same identity is looked for in each: by object id, by
/// sign-in name, and by the app id of an application.
/// </summary>
public sealed class RadiusMeter
{
    private readonly ReachGraph _graph = new();
    private readonly List<(TenantInventory Inventory, TenantDocument Tenant, ReachGraphBuilder Builder)> _tenants = [];
    private readonly Dictionary<string, TenantTier> _tiers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a tenant that was read.</summary>
    public void Add(TenantDocument tenant, TenantInventory inventory)
    {
        var builder = new ReachGraphBuilder(_graph, inventory, tenant.Name);
        builder.AddRelations();
        builder.AddTakeOvers();
        _tenants.Add((inventory, tenant, builder));
        _tiers[tenant.Id] = tenant.Tier;
    }

    /// <summary>Adds a partner's tenant, and through its groups what its technicians reach in the tenants added before.</summary>
    public void AddPartner(TenantDocument partner, TenantInventory inventory)
    {
        if (_tenants.All(known => known.Tenant.Id != partner.Id))
        {
            Add(partner, inventory);
        }

        var builder = new ReachGraphBuilder(_graph, inventory, partner.Name);
        builder.AddRelations();
        foreach ((_, TenantDocument customer, ReachGraphBuilder own) in _tenants.ToArray())
        {
            builder.AddPartnerGrants(customer.Id, customer.Name);
            own.AddTakeOvers();
        }
    }

    /// <summary>Measures one identity.</summary>
    /// <param name="identity">Object id, app id, sign-in name or display name.</param>
    /// <param name="cut">Which reach to take away; null for everything privileged.</param>
    public BlastRadius? Measure(string identity, Func<RadiusReach, bool>? cut = null)
    {
        int[] starts = [.. Find(identity)];
        if (starts.Length == 0)
        {
            return null;
        }

        Dictionary<int, (int Edge, ReachMeans Means)> came = ReachSearch.From(_graph, starts);
        var reach = new Dictionary<int, RadiusReach>();
        foreach ((int node, (int _, ReachMeans means)) in came)
        {
            if (_graph.Nodes[node] is { Target: { } target } at)
            {
                reach[node] = new(at.TenantId, at.Tenant, target.Role, target.Scope, target.Privileged, means, ReachSearch.Chain(_graph, came, node));
            }
        }

        RadiusReach[] all = [.. reach.Values.OrderByDescending(item => item.Privileged).ThenBy(item => item.Means).ThenBy(item => item.Tenant, StringComparer.Ordinal).ThenBy(item => item.Role, StringComparer.Ordinal)];
        IReadOnlyList<RadiusPoints> points = RadiusScore.Of(all, id => _tiers.GetValueOrDefault(id));
        (IReadOnlyList<RadiusCut> edges, string words) = Cut(starts, reach, cut ?? (item => item.Privileged));
        return new()
        {
            Identity = identity,
            Objects = [.. starts.Select(start => $"{_graph.Nodes[start].Tenant}/{_graph.Nodes[start].Id}")],
            Score = Math.Round(points.Sum(line => line.Points), 1),
            Points = points,
            Tenants = all.Select(item => item.TenantId).Distinct().Count(),
            PrivilegedTenants = all.Where(item => item.Privileged).Select(item => item.TenantId).Distinct().Count(),
            Reach = all,
            Cut = edges,
            CutTakesAway = words,
            Incomplete = [.. _tenants.Where(known => known.Inventory.Completeness != Completeness.Complete).Select(known => known.Tenant.Name).Distinct()],
        };
    }

    private (IReadOnlyList<RadiusCut> Edges, string Words) Cut(int[] starts, Dictionary<int, RadiusReach> reach, Func<RadiusReach, bool> chosen)
    {
        int[] targets = [.. reach.Where(pair => chosen(pair.Value)).Select(pair => pair.Key)];
        if (targets.Length == 0)
        {
            return ([], "There is no such reach to take away.");
        }

        IReadOnlyList<int>? cut = MinimumCut.Of(_graph, starts, targets);
        return cut is null
            ? ([], "Some of this reach has no edge that can be cut: disable the identity.")
            : ([.. cut.Select(Words)], $"Cutting {(cut.Count == 1 ? "this edge" : $"these {cut.Count} edges")} takes away all {targets.Length} chosen roles and permissions; fewer do not.");
    }

    private RadiusCut Words(int index)
    {
        ReachEdge edge = _graph.Edges[index];
        ReachNode from = _graph.Nodes[edge.From];
        ReachNode to = _graph.Nodes[edge.To];
        return new(to.TenantId, to.Tenant, from.Id, from.Name, edge.Name, to.Target?.RoleId ?? to.Id, to.Name);
    }

    /// <summary>Whether a tenant knows the identity. One that does not, and whose partner does not either, adds nothing to its reach: edges between tenants are a partner's only.</summary>
    /// <param name="inventory">The tenant.</param>
    /// <param name="identity">Object id, app id, sign-in name or display name.</param>
    public static bool Knows(TenantInventory inventory, string identity) => Find(inventory, identity).Any();

    private HashSet<int> Find(string identity) =>
        [.. _tenants.SelectMany(tenant => Find(tenant.Inventory, identity).Select(tenant.Builder.Object))];

    private static IEnumerable<int> Find(TenantInventory inventory, string identity)
    {
        _ = Guid.TryParse(identity, out Guid id);
        for (int i = 0; i < inventory.Objects.Count; i++)
        {
            DirectoryObject known = inventory.Objects[i];
            bool holder = known.Kind is not (ObjectKind.AdministrativeUnit or ObjectKind.Other or ObjectKind.Unknown);
            if (holder && (id != Guid.Empty ? known.Id == id || known.AppId == id : Same(known.Login, identity) || Same(known.Name, identity)))
            {
                yield return i;
            }
        }
    }

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
