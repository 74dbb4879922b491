using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>
/// Members of the groups that matter, breadth first: those that hold something, then the groups nested in them, and so on. A tenant
/// of 20,000 groups in which 40 hold roles costs a few batches.
/// </summary>
/// <remarks>
/// Where a tenant has few groups, the members of all are read at once instead, while the roles are still being read: that costs no
/// more batches than a walk of some levels, and not its round trips. Schedules (PIM for Groups) are asked for only of groups that
/// matter, for PIM throttles early (FACTS section 1).
/// </remarks>
internal sealed class GroupFamilies(FamilyContext context, CancellationToken cancellationToken)
{
    private const int Few = 200;

    private readonly Dictionary<int, GovException?> _ahead = [];
    private readonly HashSet<int> _seen = [];
    private readonly HashSet<int> _scheduled = [];
    private readonly BatchFaults _schedules = new();

    /// <summary>Reads the members of all groups when they are few. What fails here counts only for groups that turn out to matter.</summary>
    public async Task ReadAheadAsync()
    {
        int[] all;
        lock (context.Inventory.Gate)
        {
            all = [.. context.Objects.OfKind(ObjectKind.Group)];
        }

        if (all.Length <= Few && context.Mirror?.Items(InventoryFamily.Groups) is null)
        {
            var failed = new Dictionary<int, GovException>();
            await MembersAsync(all, (group, fault) => failed[group] = fault);
            foreach (int group in all)
            {
                _ahead[group] = failed.GetValueOrDefault(group);
            }
        }
    }

    /// <summary>Reads the schedules of the groups that hold something, while the members are still being read ahead.</summary>
    public Task ScheduleAheadAsync() => SchedulesAsync(Holders());

    /// <summary>Reads what is left, level by level.</summary>
    public async Task<IReadOnlyList<FamilyResult>> ReadAsync()
    {
        var members = new BatchFaults();
        FamilyResult principals = new(InventoryFamily.Principals, FamilyState.Complete);
        int[] level = Level(Holders());
        while (level.Length > 0)
        {
            Task<BatchFaults> reading = MembersAsync([.. level.Where(group => !_ahead.ContainsKey(group))], null);
            await SchedulesAsync(level);
            members.Add(await reading);

            // A list of groups that could not be read leaves nested groups unknown: they must be known before the next level.
            FamilyResult resolved = await Principals.ResolveAsync(context, () => NewMembers().Where(index => context.Objects[index].Kind == ObjectKind.Unknown), cancellationToken);
            principals = resolved.LosesRows ? resolved : principals;
            level = Level(NewGroups());
        }

        foreach (int group in _seen)
        {
            if (_ahead.TryGetValue(group, out GovException? fault))
            {
                members.Count(fault);
            }
        }

        return [members.Result(InventoryFamily.GroupMembers), _schedules.Result(InventoryFamily.GroupSchedules), principals];
    }

    /// <summary>The groups given and, where their members are known already, the groups nested in them.</summary>
    private int[] Level(IEnumerable<int> groups)
    {
        lock (context.Inventory.Gate)
        {
            var level = new List<int>(groups.Where(_seen.Add));
            ILookup<int, int>? nested = _ahead.Count == 0 ? null : context.Inventory.AllMemberships()
                .Where(row => context.Objects[row.Member].Kind == ObjectKind.Group)
                .ToLookup(row => row.Group, row => row.Member);
            for (int i = 0; nested is not null && i < level.Count; i++)
            {
                level.AddRange(nested[level[i]].Where(_seen.Add));
            }

            return [.. level];
        }
    }

    /// <summary>Groups that hold a role, are under a partner's access, or can hold a role.</summary>
    private int[] Holders()
    {
        lock (context.Inventory.Gate)
        {
            ObjectTable objects = context.Objects;
            return
            [
                .. context.Inventory.Holders()
                    .Where(index => objects[index].Kind == ObjectKind.Group)
                    .Concat(objects.OfKind(ObjectKind.Group).Where(group => objects[group].RoleAssignable)),
            ];
        }
    }

    /// <summary>Groups in groups that matter, and not seen yet.</summary>
    private int[] NewGroups()
    {
        lock (context.Inventory.Gate)
        {
            return [.. NewMembers().Where(index => context.Objects[index].Kind == ObjectKind.Group)];
        }
    }

    private IEnumerable<int> NewMembers() => context.Inventory.MembersWhere(_seen.Contains).Where(index => !_seen.Contains(index));

    private async Task<BatchFaults> MembersAsync(int[] groups, Action<int, GovException>? failed)
    {
        int mirrored = 0;
        if (context.Mirror?.Items(InventoryFamily.Groups) is { } mirror)
        {
            try
            {
                int[] rest = await MirroredMembers.AddAsync(context, mirror, groups, cancellationToken);
                mirrored = groups.Length - rest.Length;
                groups = rest;
            }
            catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
            {
                var lost = new BatchFaults();
                lost.Add(e);
                return lost;
            }
        }

        BatchFaults faults = await ListedMembersAsync(groups, failed);
        faults.Answered += mirrored;
        return faults;
    }

    private Task<BatchFaults> ListedMembersAsync(int[] groups, Action<int, GovException>? failed) =>
        context.BatchAsync(
            groups,
            group => $"/groups/{context.Objects.Text(group)}/members?$select=id&$top=999",
            InventoryJson.Default.ItemPageDirectoryItem,
            (group, item) => context.Inventory.Memberships.Add(new(Principals.Add(context.Objects, item), group, false, Window.Always)),
            cancellationToken,
            failed,
            again: false);

    /// <summary>Reads the schedules of those groups that were not asked for yet, until the tenant has said that it has no licence for them.</summary>
    private async Task SchedulesAsync(int[] groups)
    {
        if (_schedules.NotLicensed)
        {
            return;
        }

        (int Group, bool Eligible)[] reads;
        lock (context.Inventory.Gate)
        {
            reads = [.. groups.Where(_scheduled.Add).Where(group => !context.Objects[group].NotForPim).SelectMany(group => new[] { (group, true), (group, false) })];
        }

        _schedules.Add(await context.BatchAsync(
            reads,
            read => $"/identityGovernance/privilegedAccess/group/{(read.Eligible ? "eligibility" : "assignment")}ScheduleInstances?$filter=groupId eq '{context.Objects.Text(read.Group)}'",
            InventoryJson.Default.ItemPageGroupScheduleItem,
            (read, item) => Add(read.Group, read.Eligible, item),
            cancellationToken));
    }

    private void Add(int group, bool eligible, GroupScheduleItem item)
    {
        if (!RoleFamilies.IsDirect(item.MemberType))
        {
            return;
        }

        int principal = context.Objects.Intern(item.PrincipalId);
        Window window = Window.Of(item.StartDateTime, item.EndDateTime);
        if (string.Equals(item.AccessId, "owner", StringComparison.OrdinalIgnoreCase))
        {
            context.Inventory.AddScheduledOwner(principal, group, eligible, window);
        }
        else
        {
            context.Inventory.AddScheduledMember(principal, group, eligible, window);
        }
    }
}
