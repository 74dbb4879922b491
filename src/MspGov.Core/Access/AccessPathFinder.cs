using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Access;

/// <summary>
/// Turns what was read of a tenant into paths. Exactly one path for each of:
/// <list type="bullet">
/// <item>a directory role held (active or eligible) × each chain of <see cref="GroupChains"/> to its holder; a group without any
/// chain shows itself, and so does a foreign group, whose members are in another tenant;</item>
/// <item>an application permission of a service principal;</item>
/// <item>each value of a delegated consent of a client;</item>
/// <item>an owner, direct or by PIM for Groups, of an application, a service principal or a role-assignable group.</item>
/// </list>
/// </summary>
public sealed class AccessPathFinder
{
    private readonly TenantInventory _inventory;
    private readonly string _tenantName;
    /// <summary>Role id of ownerships.</summary>
    public const string OwnerRole = "owner";

    private readonly PrivilegeMap _privilege;
    private readonly GroupChains _chains;
    private readonly Completeness _completeness;

    /// <summary>Creates a finder.</summary>
    /// <param name="inventory">What was read.</param>
    /// <param name="tenantName">The tenant's short name.</param>
    public AccessPathFinder(TenantInventory inventory, string tenantName)
    {
        _inventory = inventory;
        _tenantName = tenantName;
        _privilege = new(inventory);
        _chains = new(inventory);
        Families = [.. inventory.Families, .. TooManyWays()];
        _completeness = inventory.Completeness == Completeness.Complete && Families.Count > inventory.Families.Count
            ? Completeness.Partial
            : inventory.Completeness;
    }

    /// <summary>How the families ended; holders to whom there are too many ways are told as lost rows of the groups' members.</summary>
    public IReadOnlyList<FamilyResult> Families { get; }

    /// <summary>Completeness of what <see cref="Find"/> gives.</summary>
    public Completeness Completeness => _completeness;

    /// <summary>Streams every path that the filter wants. One enumeration at a time.</summary>
    public IEnumerable<AccessPath> Find(AccessFilter filter) =>
        RolePaths(filter).Concat(AppPermissionPaths(filter)).Concat(DelegatedPaths(filter)).Concat(OwnerPaths(filter)).Where(filter.Wants);

    // Asked before a path is made: most of a tenant's paths are not of the few who are asked for.
    private bool Wanted(AccessFilter filter, int principal) =>
        filter.WantsPrincipal(_inventory.Objects.Text(principal), _inventory.Objects[principal].Login ?? _inventory.Objects[principal].Name);

    private IEnumerable<FamilyResult> TooManyWays() => _inventory.RoleHoldings
        .Select(holding => holding.Holder)
        .Distinct()
        .Where(_chains.ExceedsLimit)
        .Select(holder => new FamilyResult(
            InventoryFamily.GroupMembers,
            FamilyState.Failed,
            $"There are more ways through nested groups to '{_inventory.Objects[holder].Name ?? _inventory.Objects.Text(holder)}' than can be listed; the rest of them is left out."));

    private IEnumerable<AccessPath> RolePaths(AccessFilter filter)
    {
        IEnumerable<IGrouping<int, RoleHolding>> byHolder = _inventory.RoleHoldings
            .Where(holding => _inventory.Role(holding.Role) is var role && filter.WantsRole(role.TemplateId, role.Name, role.Privileged))
            .GroupBy(holding => holding.Holder);
        foreach (IGrouping<int, RoleHolding> holder in byHolder)
        {
            RoleHolding[] holdings = [.. holder];
            bool any = false;
            foreach (GroupChain chain in _chains.To(holder.Key))
            {
                any = true;
                if (!Wanted(filter, chain.Principal))
                {
                    continue;
                }

                foreach (RoleHolding holding in holdings)
                {
                    yield return RolePath(holding, chain);
                }
            }

            if (!any && Wanted(filter, holder.Key))
            {
                var itself = new GroupChain(holder.Key, new(_inventory.Objects.Text(holder.Key)), [], false, Window.Always);
                foreach (RoleHolding holding in holdings)
                {
                    yield return RolePath(holding, itself);
                }
            }
        }
    }

    private AccessPath RolePath(RoleHolding holding, GroupChain chain)
    {
        RoleDefinition role = _inventory.Role(holding.Role);
        bool foreign = _inventory.Objects[holding.Holder].Kind == ObjectKind.Foreign;
        bool eligible = holding.Eligible || chain.Eligible;
        Window window = chain.Window.Meet(holding.Window);
        string last = foreign ? AccessEdges.Gdap : holding.Eligible ? AccessEdges.Eligible : AccessEdges.Active;
        return Principal(chain.Principal) with
        {
            Role = role.Name,
            RoleId = role.TemplateId,
            Scope = holding.Scope,
            ScopeName = ScopeName(holding.Scope),
            Assignment = eligible ? AssignmentKind.Eligible : foreign ? AssignmentKind.Gdap : AssignmentKind.Active,
            Via = chain.Via,
            Edges = EdgeNames.Of(chain.Hops, last),
            Start = window.StartTime,
            End = window.EndTime,
            Standing = !eligible && window.End == 0,
            Privileged = role.Privileged,
            AssignmentId = holding.AssignmentId,
        };
    }

    private IEnumerable<AccessPath> AppPermissionPaths(AccessFilter filter)
    {
        foreach (AppPermission permission in _inventory.AppPermissions.Where(permission => Wanted(filter, permission.Holder)))
        {
            string id = permission.AppRole.ToString();
            string value = _inventory.AppRoleValues.GetValueOrDefault((permission.Resource, permission.AppRole))
                ?? EntraReference.TierZeroValue(id) ?? (permission.AppRole == Guid.Empty ? "(default access)" : id);
            bool privileged = _privilege.IsTierZero(permission);
            if (filter.WantsRole(id, value, privileged))
            {
                yield return Held(permission.Holder, permission.Resource, AccessEdges.AppRole) with
                {
                    Role = value,
                    RoleId = id,
                    Assignment = AssignmentKind.Application,
                    Standing = true,
                    Privileged = privileged,
                    AssignmentId = permission.AssignmentId,
                };
            }
        }
    }

    private IEnumerable<AccessPath> DelegatedPaths(AccessFilter filter)
    {
        foreach (DelegatedGrant grant in _inventory.DelegatedGrants.Where(grant => Wanted(filter, grant.Client)))
        {
            foreach (string scope in grant.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal))
            {
                bool privileged = _privilege.IsTierZero(grant, scope);
                if (filter.WantsRole(scope, scope, privileged))
                {
                    yield return Held(grant.Client, grant.Resource, AccessEdges.Delegated) with
                    {
                        Role = scope,
                        RoleId = scope,
                        Assignment = AssignmentKind.Delegated,
                        OnBehalfOf = grant.User < 0 ? null : _inventory.Objects.Text(grant.User),
                        Standing = true,
                        Privileged = privileged,
                        AssignmentId = grant.GrantId,
                    };
                }
            }
        }
    }

    private IEnumerable<AccessPath> OwnerPaths(AccessFilter filter)
    {
        foreach (Ownership ownership in _inventory.Ownerships.Where(ownership => Wanted(filter, ownership.Owner)))
        {
            ref DirectoryObject owned = ref _inventory.Objects[ownership.Owned];
            if (owned.Kind == ObjectKind.Group && !owned.RoleAssignable)
            {
                continue;
            }

            bool privileged = _privilege.LeadsToPrivilege(ownership.Owned);
            if (filter.WantsRole(OwnerRole, "Owner", privileged))
            {
                string edge = ownership.Eligible ? AccessEdges.EligibleOwnerOf : AccessEdges.OwnerOf;
                yield return Held(ownership.Owner, ownership.Owned, edge) with
                {
                    Role = "Owner",
                    RoleId = OwnerRole,
                    Assignment = AssignmentKind.Owner,
                    Start = ownership.Window.StartTime,
                    End = ownership.Window.EndTime,
                    Standing = !ownership.Eligible && ownership.Window.End == 0,
                    Privileged = privileged,
                };
            }
        }
    }

    /// <summary>A path without groups to another object of the tenant, which is its scope.</summary>
    private AccessPath Held(int principal, int target, string edge) => Principal(principal) with
    {
        Scope = _inventory.Objects.Text(target),
        ScopeName = _inventory.Objects[target].Name,
        Via = new IdChain(_inventory.Objects.Text(principal)),
        Edges = EdgeNames.Of([], edge),
    };

    private AccessPath Principal(int index)
    {
        ref DirectoryObject principal = ref _inventory.Objects[index];
        return new()
        {
            TenantId = _inventory.TenantId,
            Tenant = _tenantName,
            PrincipalId = _inventory.Objects.Text(index),
            PrincipalType = TypeOf(principal.Kind),
            PrincipalName = principal.Login ?? principal.Name,
            PrincipalEnabled = principal.Enabled,
            LastSignIn = principal.LastSignIn == 0 ? null : new DateTimeOffset(principal.LastSignIn, TimeSpan.Zero),
            Completeness = _completeness,
            Role = "",
            RoleId = "",
            Scope = "/",
            Assignment = AssignmentKind.Active,
            Via = [],
            Standing = false,
            Privileged = false,
        };
    }

    private string? ScopeName(string scope)
    {
        int slash = scope.LastIndexOf('/');
        return _inventory.Objects.TryFind(scope[(slash + 1)..], out int index) ? _inventory.Objects[index].Name : null;
    }

    private static PrincipalType TypeOf(ObjectKind kind) => kind switch
    {
        ObjectKind.User => PrincipalType.User,
        ObjectKind.Guest => PrincipalType.Guest,
        ObjectKind.Group => PrincipalType.Group,
        ObjectKind.ServicePrincipal => PrincipalType.ServicePrincipal,
        ObjectKind.ManagedIdentity => PrincipalType.ManagedIdentity,
        ObjectKind.Foreign => PrincipalType.ForeignGroup,
        _ => PrincipalType.Unknown,
    };
}
