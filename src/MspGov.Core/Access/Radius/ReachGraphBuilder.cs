using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Access.Radius;

/// <summary>
/// Adds a tenant to the graph: memberships, holdings and ownerships as they were read, and from them what the holder of a role or
/// permission can take over. Only what leads somewhere is linked, so 100,000 users without access cost nothing.
/// </summary>
internal sealed class ReachGraphBuilder(ReachGraph graph, TenantInventory inventory, string tenantName)
{
    private readonly PrivilegeMap _privilege = new(inventory);

    /// <summary>Node of an object.</summary>
    public int Object(int index)
    {
        ref DirectoryObject known = ref inventory.Objects[index];
        string id = inventory.Objects.Text(index);
        return graph.Node(new(inventory.TenantId, tenantName, id, known.Login ?? known.Name ?? id));
    }

    public void AddRelations()
    {
        foreach (Membership membership in inventory.Memberships)
        {
            graph.Link(Object(membership.Member), Object(membership.Group),
                membership.Eligible ? AccessEdges.EligibleMemberOf : AccessEdges.MemberOf, Means(membership.Eligible), cuttable: true);
        }

        foreach (RoleHolding holding in inventory.RoleHoldings)
        {
            RoleDefinition role = inventory.Role(holding.Role);
            graph.Link(Object(holding.Holder), Target(role.TemplateId, role.Name, holding.Scope, role.Privileged),
                holding.Eligible ? AccessEdges.Eligible : AccessEdges.Active, Means(holding.Eligible), cuttable: true);
        }

        foreach (AppPermission permission in inventory.AppPermissions)
        {
            string id = permission.AppRole.ToString();
            string value = inventory.AppRoleValues.GetValueOrDefault((permission.Resource, permission.AppRole)) ?? EntraReference.TierZeroValue(id) ?? id;
            graph.Link(Object(permission.Holder), Target(id, value, inventory.Objects.Text(permission.Resource), _privilege.IsTierZero(permission)),
                AccessEdges.AppRole, ReachMeans.Standing, cuttable: true);
        }

        AddOwnerships();
    }

    /// <summary>What holders of roles and tier-0 permissions can take over; after the relations of the tenant are in.</summary>
    public void AddTakeOvers()
    {
        var takeOvers = new TakeOverRules(inventory, _privilege);
        int global = Target(EntraReference.GlobalAdministrator, inventory.Role(EntraReference.GlobalAdministrator).Name, "/", true);
        foreach (int index in Enumerable.Range(0, graph.Nodes.Count))
        {
            if (graph.Nodes[index] is not { Target: { } target } node || node.TenantId != inventory.TenantId)
            {
                continue;
            }

            if (TakeOverRules.CanGrantItself(target))
            {
                graph.Link(index, global, "canGrantItself", ReachMeans.TakeOver, cuttable: false);
            }

            foreach ((int victim, string how) in takeOvers.Victims(target))
            {
                graph.Link(index, Object(victim), how, ReachMeans.TakeOver, cuttable: false);
            }
        }
    }

    /// <summary>Adds a partner's reach into a customer.</summary>
    public void AddPartnerGrants(string customerTenantId, string customerName)
    {
        foreach (PartnerGrant grant in inventory.PartnerGrants)
        {
            if (string.Equals(grant.CustomerTenantId, customerTenantId, StringComparison.OrdinalIgnoreCase))
            {
                BuiltInDirectoryRole? role = EntraReference.Roles.GetValueOrDefault(grant.Role);
                var target = new ReachTarget(grant.Role, role?.Name ?? grant.Role, "/", role?.Privileged == true);
                graph.Link(Object(grant.Group), graph.Node(NodeOf(customerTenantId, customerName, target)), AccessEdges.Gdap, ReachMeans.Standing, cuttable: true);
            }
        }
    }

    private void AddOwnerships()
    {
        ILookup<Guid, int> principals = inventory.Objects.OfKind(ObjectKind.ServicePrincipal).ToLookup(index => inventory.Objects[index].AppId);
        foreach (Ownership ownership in inventory.Ownerships)
        {
            ref DirectoryObject owned = ref inventory.Objects[ownership.Owned];
            string edge = ownership.Eligible ? AccessEdges.EligibleOwnerOf : AccessEdges.OwnerOf;
            graph.Link(Object(ownership.Owner), Object(ownership.Owned), edge, ReachMeans.TakeOver, cuttable: true);
            if (owned.Kind == ObjectKind.Application && owned.AppId != Guid.Empty)
            {
                foreach (int principal in principals[owned.AppId])
                {
                    graph.Link(Object(ownership.Owned), Object(principal), "canSignInAs", ReachMeans.TakeOver, cuttable: false);
                }
            }
        }
    }

    private int Target(string roleId, string role, string scope, bool privileged) =>
        graph.Node(NodeOf(inventory.TenantId, tenantName, new(roleId, role, scope, privileged)));

    private static ReachNode NodeOf(string tenantId, string tenant, ReachTarget target) =>
        new(tenantId, tenant, $"role:{target.RoleId}@{target.Scope}", $"[{target.Role}{(target.Scope == "/" ? "" : $" at {target.Scope}")}]") { Target = target };

    private static ReachMeans Means(bool eligible) => eligible ? ReachMeans.Elevation : ReachMeans.Standing;
}
