namespace MspGov.Core.Access.Inventory;

/// <summary>
/// Collects what the families read. Families run side by side: each takes <see cref="Gate"/> while it adds a page of rows, and
/// parses outside it.
/// </summary>
public sealed class InventoryBuilder(string tenantId, DateTimeOffset readAt)
{
    private readonly SortedDictionary<InventoryFamily, FamilyResult> _results = [];
    private readonly List<ScheduledMembership> _scheduledMembers = [];
    private readonly List<Ownership> _scheduledOwners = [];
    private readonly List<RoleHolding> _scheduledRoles = [];
    private readonly List<(RoleHolding Row, string? Origin)> _activeSchedules = [];

    /// <summary>Held while rows are added.</summary>
    public object Gate { get; } = new();

    /// <summary>Tenant id.</summary>
    public string TenantId { get; } = tenantId;

    /// <summary>When reading began, UTC.</summary>
    public DateTimeOffset ReadAt { get; } = readAt;

    /// <summary>Objects.</summary>
    public ObjectTable Objects { get; } = new();

    /// <summary>Direct active memberships.</summary>
    public List<Membership> Memberships { get; } = [];

    /// <summary>Members of the administrative units in which somebody may reset passwords.</summary>
    public List<UnitMembership> UnitMembers { get; } = [];

    /// <summary>Ownerships.</summary>
    public List<Ownership> Ownerships { get; } = [];

    /// <summary>Active role assignments.</summary>
    public List<RoleHolding> RoleAssignments { get; } = [];

    /// <summary>Role definitions by id.</summary>
    public Dictionary<string, RoleDefinition> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Application permissions.</summary>
    public List<AppPermission> AppPermissions { get; } = [];

    /// <summary>Delegated consents.</summary>
    public List<DelegatedGrant> DelegatedGrants { get; } = [];

    /// <summary>Partner access.</summary>
    public List<PartnerGrant> PartnerGrants { get; } = [];

    /// <summary>Credentials.</summary>
    public List<CredentialRow> Credentials { get; } = [];

    /// <summary>Values of app roles.</summary>
    public Dictionary<(int Resource, Guid AppRole), string> AppRoleValues { get; } = [];

    /// <summary>How the families ended, in their order.</summary>
    public IReadOnlyList<FamilyResult> Families => [.. _results.Values];

    /// <summary>HTTP requests sent, a batch as one.</summary>
    public int Requests { get; set; }

    /// <summary>When the oldest list that was brought up to date by its changes was last read whole, UTC; null when everything was read whole now.</summary>
    public DateTimeOffset? WholeAt { get; set; }

    /// <summary>Adds an eligible role.</summary>
    public void AddEligibility(RoleHolding eligibility) => _scheduledRoles.Add(eligibility with { Eligible = true });

    /// <summary>Adds what PIM tells of an active role: its start and end.</summary>
    /// <param name="instance">The schedule instance.</param>
    /// <param name="assignmentId">Id of the role assignment it stands for, when told.</param>
    public void AddActiveSchedule(RoleHolding instance, string? assignmentId) => _activeSchedules.Add((instance, assignmentId));

    /// <summary>Adds what PIM for Groups tells of a member.</summary>
    public void AddScheduledMember(int member, int group, bool eligible, Window window) =>
        _scheduledMembers.Add(new(member, group, eligible, window));

    /// <summary>Adds what PIM for Groups tells of an owner.</summary>
    public void AddScheduledOwner(int owner, int group, bool eligible, Window window) =>
        _scheduledOwners.Add(new(owner, group, eligible, window));

    /// <summary>Sets how a family ended; of several results of one family the worst stays.</summary>
    public void SetResult(FamilyResult result)
    {
        if (!_results.TryGetValue(result.Family, out FamilyResult? before) || result.State > before.State)
        {
            _results[result.Family] = result;
        }
    }

    /// <summary>Numbers of all that hold a role or a partner's access.</summary>
    public IEnumerable<int> Holders() =>
        RoleAssignments.Select(row => row.Holder)
            .Concat(_activeSchedules.Select(row => row.Row.Holder))
            .Concat(_scheduledRoles.Select(row => row.Holder))
            .Concat(PartnerGrants.Select(row => row.Group));

    /// <summary>Directory roles held, as they were read: an active one may come twice, as assignment and as schedule.</summary>
    public IEnumerable<RoleHolding> RoleRows() =>
        RoleAssignments.Concat(_activeSchedules.Select(row => row.Row)).Concat(_scheduledRoles);

    /// <summary>Numbers of all members read so far.</summary>
    public IEnumerable<int> AllMembers() =>
        Memberships.Select(row => row.Member).Concat(_scheduledMembers.Select(row => row.Member));

    /// <summary>All memberships read so far, active, eligible and time-bound.</summary>
    public IEnumerable<(int Member, int Group)> AllMemberships() =>
        Memberships.Select(row => (row.Member, row.Group)).Concat(_scheduledMembers.Select(row => (row.Member, row.Group)));

    /// <summary>Numbers of the members of some groups.</summary>
    public IEnumerable<int> MembersWhere(Func<int, bool> group) =>
        Memberships.Where(row => group(row.Group)).Select(row => row.Member)
            .Concat(_scheduledMembers.Where(row => group(row.Group)).Select(row => row.Member));

    /// <summary>Numbers of everything that is on a path.</summary>
    public IEnumerable<int> AllPrincipals() =>
        Holders().Concat(AllMembers())
            .Concat(Ownerships.Select(row => row.Owner))
            .Concat(_scheduledOwners.Select(row => row.Owner))
            .Concat(AppPermissions.Select(row => row.Holder))
            .Concat(DelegatedGrants.SelectMany(row => new[] { row.Client, row.Resource }));

    /// <summary>Builds the inventory: start and end from PIM are laid over the assignments and memberships that they belong to.</summary>
    public TenantInventory Build() => new(this, MergeMemberships(), MergeRoles());

    private Membership[] MergeMemberships()
    {
        var rows = new List<Membership>(Memberships.Count + _scheduledMembers.Count);
        var seen = new Dictionary<(int, int), int>(Memberships.Count);
        foreach (Membership row in Memberships)
        {
            // A page may repeat an item; a repeated edge would repeat every path over it.
            if (seen.TryAdd((row.Member, row.Group), rows.Count))
            {
                rows.Add(row);
            }
        }

        var eligible = new HashSet<(int, int)>();
        var told = new HashSet<int>();
        foreach (ScheduledMembership scheduled in _scheduledMembers)
        {
            if (scheduled.Eligible)
            {
                if (eligible.Add((scheduled.Member, scheduled.Group)))
                {
                    rows.Add(new(scheduled.Member, scheduled.Group, true, scheduled.Window));
                }
            }
            else if (seen.TryGetValue((scheduled.Member, scheduled.Group), out int index))
            {
                rows[index] = rows[index] with { Window = told.Add(index) ? scheduled.Window : Wider(rows[index].Window, scheduled.Window) };
            }
            else
            {
                told.Add(rows.Count);
                seen.Add((scheduled.Member, scheduled.Group), rows.Count);
                rows.Add(new(scheduled.Member, scheduled.Group, false, scheduled.Window));
            }
        }

        return [.. rows];
    }

    internal Ownership[] MergeOwnerships()
    {
        var rows = new List<Ownership>(Ownerships.Count);
        var seen = new Dictionary<(int, int, bool), int>();
        foreach (Ownership row in Ownerships.Concat(_scheduledOwners))
        {
            if (seen.TryAdd((row.Owner, row.Owned, row.Eligible), rows.Count))
            {
                rows.Add(row);
            }
            else if (row.Window != Window.Always)
            {
                rows[seen[(row.Owner, row.Owned, row.Eligible)]] = row;
            }
        }

        return [.. rows];
    }

    private RoleHolding[] MergeRoles()
    {
        var rows = new List<RoleHolding>(RoleAssignments.Count + _scheduledRoles.Count);
        var byId = new Dictionary<string, int>(StringComparer.Ordinal);
        var byKey = new Dictionary<(int, string, string), int>();
        var told = new HashSet<int>();
        foreach (RoleHolding assignment in RoleAssignments)
        {
            if (assignment.AssignmentId is not null && !byId.TryAdd(assignment.AssignmentId, rows.Count))
            {
                continue;
            }

            byKey.TryAdd((assignment.Holder, assignment.Role, assignment.Scope), rows.Count);
            rows.Add(assignment);
        }

        foreach ((RoleHolding instance, string? origin) in _activeSchedules)
        {
            if ((origin is not null && byId.TryGetValue(origin, out int index))
                || byKey.TryGetValue((instance.Holder, instance.Role, instance.Scope), out index))
            {
                rows[index] = rows[index] with { Window = told.Add(index) ? instance.Window : Wider(rows[index].Window, instance.Window) };
            }
            else
            {
                told.Add(rows.Count);
                byKey.Add((instance.Holder, instance.Role, instance.Scope), rows.Count);
                rows.Add(instance);
            }
        }

        rows.AddRange(_scheduledRoles.DistinctBy(row => (row.Holder, row.Role, row.Scope, row.AssignmentId)));
        return [.. rows];
    }

    /// <summary>Both hold: an activation must not make a permanent assignment beside it look time-bound.</summary>
    private static Window Wider(Window a, Window b) =>
        new(Math.Min(a.Start, b.Start), a.End == 0 || b.End == 0 ? 0 : Math.Max(a.End, b.End));

    private readonly record struct ScheduledMembership(int Member, int Group, bool Eligible, Window Window);
}
