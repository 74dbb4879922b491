using System.Collections;
using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Access;

/// <summary>Which objects of a tenant lead to privilege: whoever controls them holds, or can activate, a privileged role or a tier-0 permission.</summary>
public sealed class PrivilegeMap
{
    private readonly TenantInventory _inventory;
    private readonly BitArray _leads;
    private readonly HashSet<Guid> _privilegedApps = [];

    /// <summary>Works it out once, in time linear in the rows.</summary>
    public PrivilegeMap(TenantInventory inventory)
    {
        _inventory = inventory;
        _leads = new(inventory.Objects.Count);
        var queue = new Queue<int>();
        foreach (RoleHolding holding in inventory.RoleHoldings)
        {
            if (inventory.Role(holding.Role).Privileged)
            {
                Mark(holding.Holder, queue);
            }
        }

        foreach (AppPermission permission in inventory.AppPermissions)
        {
            if (IsTierZero(permission))
            {
                Mark(permission.Holder, queue);
            }
        }

        // What a group holds, its members hold.
        while (queue.TryDequeue(out int group))
        {
            foreach (Membership membership in inventory.MembersOf(group))
            {
                Mark(membership.Member, queue);
            }
        }

        foreach (int index in inventory.Objects.OfKind(ObjectKind.ServicePrincipal, ObjectKind.ManagedIdentity))
        {
            if (_leads[index] && inventory.Objects[index].AppId is var app && app != Guid.Empty)
            {
                _privilegedApps.Add(app);
            }
        }
    }

    /// <summary>Whether controlling the object gives privilege; an application stands for its service principal.</summary>
    public bool LeadsToPrivilege(int index)
    {
        ref DirectoryObject target = ref _inventory.Objects[index];
        return _leads[index] || (target.Kind == ObjectKind.Application && _privilegedApps.Contains(target.AppId));
    }

    /// <summary>Whether an application permission is tier 0.</summary>
    public bool IsTierZero(AppPermission permission) =>
        IsGraph(permission.Resource) && EntraReference.IsTierZeroAppRole(permission.AppRole.ToString());

    /// <summary>Whether a delegated scope is of tier 0.</summary>
    public bool IsTierZero(DelegatedGrant grant, string scope) => IsGraph(grant.Resource) && EntraReference.IsTierZeroPermission(scope);

    private bool IsGraph(int resource)
    {
        ref DirectoryObject target = ref _inventory.Objects[resource];

        // App role ids are unique the world over: a resource that could not be read is taken for Graph rather than for harmless.
        return target.AppId == Guid.Empty || target.AppId == GraphApp;
    }

    private static readonly Guid GraphApp = Guid.Parse(EntraReference.GraphAppId);

    private void Mark(int index, Queue<int> queue)
    {
        if (!_leads[index])
        {
            _leads[index] = true;
            queue.Enqueue(index);
        }
    }
}
