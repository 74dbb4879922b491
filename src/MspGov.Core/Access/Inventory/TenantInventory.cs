namespace MspGov.Core.Access.Inventory;

/// <summary>What was read of one tenant: objects, relations, and how far each family of reads got. Immutable once built.</summary>
public sealed class TenantInventory
{
    private readonly Membership[] _members;
    private readonly int[] _memberOffsets;

    internal TenantInventory(InventoryBuilder from, Membership[] members, RoleHolding[] roles)
    {
        TenantId = from.TenantId;
        ReadAt = from.ReadAt;
        Objects = from.Objects;
        RoleHoldings = roles;
        Roles = from.Roles;
        UnitMembers = from.UnitMembers.ToLookup(row => row.Unit, row => row.Member);
        Ownerships = from.MergeOwnerships();
        AppPermissions = [.. from.AppPermissions.Distinct()];
        DelegatedGrants = [.. from.DelegatedGrants.Distinct()];
        PartnerGrants = from.PartnerGrants;
        Credentials = from.Credentials;
        AppRoleValues = from.AppRoleValues;
        Families = from.Families;
        Requests = from.Requests;
        WholeAt = from.WholeAt;
        (_members, _memberOffsets) = ByGroup(members, from.Objects.Count);
        Memberships = members;
    }

    /// <summary>Tenant id.</summary>
    public string TenantId { get; }

    /// <summary>When reading began, UTC.</summary>
    public DateTimeOffset ReadAt { get; }

    /// <summary>All objects.</summary>
    public ObjectTable Objects { get; }

    /// <summary>Direct memberships of the groups that matter.</summary>
    public IReadOnlyList<Membership> Memberships { get; }

    /// <summary>Ownerships.</summary>
    public IReadOnlyList<Ownership> Ownerships { get; }

    /// <summary>Members of the administrative units in which somebody may reset passwords, by the unit's number.</summary>
    public ILookup<int, int> UnitMembers { get; }

    /// <summary>Directory roles held.</summary>
    public IReadOnlyList<RoleHolding> RoleHoldings { get; }

    /// <summary>Role definitions by definition id.</summary>
    public IReadOnlyDictionary<string, RoleDefinition> Roles { get; }

    /// <summary>Application permissions held.</summary>
    public IReadOnlyList<AppPermission> AppPermissions { get; }

    /// <summary>Delegated consents.</summary>
    public IReadOnlyList<DelegatedGrant> DelegatedGrants { get; }

    /// <summary>Customers' access of this partner's groups.</summary>
    public IReadOnlyList<PartnerGrant> PartnerGrants { get; }

    /// <summary>Credentials.</summary>
    public IReadOnlyList<CredentialRow> Credentials { get; }

    /// <summary>Values of app roles, by resource and app role id.</summary>
    public IReadOnlyDictionary<(int Resource, Guid AppRole), string> AppRoleValues { get; }

    /// <summary>How each family ended.</summary>
    public IReadOnlyList<FamilyResult> Families { get; }

    /// <summary>HTTP requests sent, a batch as one.</summary>
    public int Requests { get; }

    /// <summary>When the oldest list that was brought up to date by its changes was last read whole, UTC; null when everything was read whole now.</summary>
    public DateTimeOffset? WholeAt { get; }

    /// <summary>Complete when no family lost rows, Unknown when every one did.</summary>
    public Completeness Completeness =>
        Families.All(family => !family.LosesRows) ? Completeness.Complete
        : Families.All(family => family.LosesRows || family.State == FamilyState.NotLicensed || family.Family == InventoryFamily.Principals) ? Completeness.Unknown
        : Completeness.Partial;

    /// <summary>Direct members of a group.</summary>
    public ReadOnlySpan<Membership> MembersOf(int group)
    {
        (int first, int end) = MemberRange(group);
        return _members.AsSpan(first, end - first);
    }

    /// <summary>The role definition of that id; one made from the shipped data, or from the id, when the tenant did not tell.</summary>
    public RoleDefinition Role(string id) =>
        Roles.TryGetValue(id, out RoleDefinition? role) ? role
        : EntraReference.Roles.TryGetValue(id, out BuiltInDirectoryRole? known) ? new(id, known.TemplateId, known.Name, true, known.Privileged)
        : new(id, id, id, false, false);

    internal (int First, int End) MemberRange(int group) => (_memberOffsets[group], _memberOffsets[group + 1]);

    internal Membership MemberAt(int index) => _members[index];

    /// <summary>Sorts memberships by group in linear time.</summary>
    private static (Membership[] Sorted, int[] Offsets) ByGroup(Membership[] members, int objects)
    {
        int[] offsets = new int[objects + 2];
        foreach (Membership membership in members)
        {
            offsets[membership.Group + 2]++;
        }

        for (int i = 2; i < offsets.Length; i++)
        {
            offsets[i] += offsets[i - 1];
        }

        var sorted = new Membership[members.Length];
        foreach (Membership membership in members)
        {
            sorted[offsets[membership.Group + 1]++] = membership;
        }

        return (sorted, offsets);
    }
}
