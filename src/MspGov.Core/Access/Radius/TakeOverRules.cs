using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Access.Radius;

/// <summary>
/// Whom the holder of a role or permission can become: who may reset passwords (entra-docs "Who can reset passwords"), who may add
/// credentials to applications, who may change groups that hold roles. Victims are only those who lead to something.
/// </summary>
internal sealed class TakeOverRules
{
    private const string ApplicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";
    private const string CloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7";
    private const string PrivilegedRoleAdministrator = "e8611ab8-c189-46e8-94e1-60213ab1f814";

    /// <summary>Permissions that let their holder give itself any role or permission.</summary>
    private static readonly HashSet<string> SelfGranting = new(StringComparer.OrdinalIgnoreCase)
    {
        "RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All", "RoleAssignmentSchedule.ReadWrite.Directory",
        "RoleEligibilitySchedule.ReadWrite.Directory",
    };

    private const string Units = "/administrativeUnits/";

    /// <summary>Help desk, password and authentication administrators: within a unit they reset nobody who holds a role.</summary>
    private static readonly HashSet<string> NoAdministratorsInUnits = new(StringComparer.OrdinalIgnoreCase)
    {
        "729827e3-9c14-49f7-bb1b-9608f156bbb8", "966707d0-3269-4727-9be2-8c3a10f19b9d", "c4e39bd9-1100-46d3-8c65-fb160da0071f",
    };

    private readonly TenantInventory _inventory;
    private readonly int[] _users;
    private readonly int[] _applications;
    private readonly int[] _groups;
    private readonly Dictionary<int, HashSet<string>> _roles = [];
    private readonly HashSet<int> _inRoleAssignable = [];

    public TakeOverRules(TenantInventory inventory, PrivilegeMap privilege)
    {
        _inventory = inventory;
        ObjectTable objects = inventory.Objects;
        HashSet<int> owners = [.. inventory.Ownerships.Where(row => privilege.LeadsToPrivilege(row.Owned)).Select(row => row.Owner)];
        _users = [.. objects.OfKind(ObjectKind.User, ObjectKind.Guest).Where(user => privilege.LeadsToPrivilege(user) || owners.Contains(user))];
        _applications = [.. objects.OfKind(ObjectKind.ServicePrincipal).Where(privilege.LeadsToPrivilege)];
        _groups = [.. objects.OfKind(ObjectKind.Group).Where(privilege.LeadsToPrivilege)];
        CollectRoles();
    }

    /// <summary>Whether the target lets its holder make itself Global Administrator.</summary>
    public static bool CanGrantItself(ReachTarget target) =>
        target.Scope == "/" && target.RoleId == PrivilegedRoleAdministrator
        || (target.Privileged && SelfGranting.Contains(target.Role));

    /// <summary>Objects that the holder of a target can take over, and how.</summary>
    public IEnumerable<(int Victim, string How)> Victims(ReachTarget target)
    {
        if (EntraReference.CanReset(target.RoleId))
        {
            foreach (int user in UsersWithin(target))
            {
                if (EntraReference.CanReset(target.RoleId, RolesOf(user), _inRoleAssignable.Contains(user)))
                {
                    yield return (user, "canResetPasswordOf");
                }
            }
        }

        if (target.RoleId is ApplicationAdministrator or CloudApplicationAdministrator
            || (target.Privileged && target.Role is "Application.ReadWrite.All"))
        {
            foreach (int application in _applications.Where(application => Covers(target, application)))
            {
                yield return (application, "canAddCredentialTo");
            }
        }

        if (target.Privileged && target.Role is "Group.ReadWrite.All" or "GroupMember.ReadWrite.All" or "Directory.ReadWrite.All")
        {
            // Role-assignable groups are closed to these permissions (FACTS section 9).
            foreach (int group in _groups.Where(group => !_inventory.Objects[group].RoleAssignable))
            {
                yield return (group, "canAddMemberTo");
            }
        }
    }

    /// <summary>
    /// Users in the scope of a role: everybody, or the members of a unit, of whom most of these roles reach only those who are no
    /// administrators (entra-docs "Assign Microsoft Entra roles with administrative unit scope").
    /// </summary>
    private IEnumerable<int> UsersWithin(ReachTarget target)
    {
        if (target.Scope == "/")
        {
            return _users;
        }

        if (!target.Scope.StartsWith(Units, StringComparison.OrdinalIgnoreCase) || !_inventory.Objects.TryFind(target.Scope[Units.Length..], out int unit))
        {
            return [];
        }

        HashSet<int> members = [.. _inventory.UnitMembers[unit]];
        bool onlyOthers = NoAdministratorsInUnits.Contains(target.RoleId);
        return _users.Where(user => members.Contains(user) && !(onlyOthers && RolesOf(user).Count > 0));
    }

    private bool Covers(ReachTarget target, int application) =>
        !target.Scope.StartsWith('/') || target.Scope == "/" || target.Scope[1..] == _inventory.Objects.Text(application);

    private HashSet<string> RolesOf(int user) => _roles.TryGetValue(user, out HashSet<string>? roles) ? roles : [];

    private void CollectRoles()
    {
        var chains = new GroupChains(_inventory);
        foreach (RoleHolding holding in _inventory.RoleHoldings)
        {
            string role = _inventory.Role(holding.Role).TemplateId;
            foreach (int principal in chains.PrincipalsUnder(holding.Holder))
            {
                (_roles.TryGetValue(principal, out HashSet<string>? roles) ? roles : _roles[principal] = []).Add(role);
            }
        }

        foreach (int group in _inventory.Objects.OfKind(ObjectKind.Group).Where(group => _inventory.Objects[group].RoleAssignable))
        {
            _inRoleAssignable.UnionWith(chains.PrincipalsUnder(group));
        }

        foreach (Ownership ownership in _inventory.Ownerships.Where(row => _inventory.Objects[row.Owned].RoleAssignable))
        {
            _inRoleAssignable.Add(ownership.Owner);
        }
    }
}
