using MspGov.Core.Access.Inventory;

namespace MspGov.Graph.Inventory;

/// <summary>
/// Members of the groups that matter, breadth first: those that hold something, then the groups nested in them, and so on. A tenant
/// of 20,000 groups in which 40 hold roles costs a few batches.
/// </summary>
internal static class GroupFamilies
{
    public static async Task<IReadOnlyList<FamilyResult>> ReadAsync(FamilyContext context, CancellationToken cancellationToken)
    {
        var seen = new HashSet<int>();
        var members = new BatchFaults();
        var schedules = new BatchFaults();
        FamilyResult principals = new(InventoryFamily.Principals, FamilyState.Complete);
        int[] level = Holders(context, seen);
        while (level.Length > 0)
        {
            // Schedules are asked for only until the tenant has said that it has no licence for them.
            Task<BatchFaults> reading = MembersAsync(context, level, cancellationToken);
            BatchFaults scheduled = schedules.NotLicensed ? new() : await SchedulesAsync(context, level, cancellationToken);
            members.Add(await reading);
            schedules.Add(scheduled);

            // A list of groups that could not be read leaves nested groups unknown: they must be known before the next level.
            FamilyResult resolved = await Principals.ResolveAsync(context, () => NewMembers(context, seen).Where(index => context.Objects[index].Kind == ObjectKind.Unknown), cancellationToken);
            principals = resolved.LosesRows ? resolved : principals;
            lock (context.Inventory.Gate)
            {
                level = [.. NewMembers(context, seen).Where(index => context.Objects[index].Kind == ObjectKind.Group).Where(seen.Add)];
            }
        }

        return [members.Result(InventoryFamily.GroupMembers), schedules.Result(InventoryFamily.GroupSchedules), principals];
    }

    /// <summary>Groups that hold a role, are under a partner's access, or can hold a role.</summary>
    private static int[] Holders(FamilyContext context, HashSet<int> seen)
    {
        lock (context.Inventory.Gate)
        {
            ObjectTable objects = context.Objects;
            return
            [
                .. context.Inventory.Holders()
                    .Where(index => objects[index].Kind == ObjectKind.Group)
                    .Concat(objects.OfKind(ObjectKind.Group).Where(group => objects[group].RoleAssignable))
                    .Where(seen.Add),
            ];
        }
    }

    private static IEnumerable<int> NewMembers(FamilyContext context, HashSet<int> seen) =>
        context.Inventory.AllMembers().Where(index => !seen.Contains(index));

    private static Task<BatchFaults> MembersAsync(FamilyContext context, int[] groups, CancellationToken cancellationToken) =>
        context.BatchAsync(
            groups,
            group => $"/groups/{context.Objects.Text(group)}/members?$select=id&$top=999",
            InventoryJson.Default.ItemPageDirectoryItem,
            (group, item) => context.Inventory.Memberships.Add(new(Principals.Add(context.Objects, item), group, false, Window.Always)),
            cancellationToken);

    private static async Task<BatchFaults> SchedulesAsync(FamilyContext context, int[] groups, CancellationToken cancellationToken)
    {
        (int Group, bool Eligible)[] reads;
        lock (context.Inventory.Gate)
        {
            reads = [.. groups.Where(group => !context.Objects[group].NotForPim).SelectMany(group => new[] { (group, true), (group, false) })];
        }

        return await context.BatchAsync(
            reads,
            read => $"/identityGovernance/privilegedAccess/group/{(read.Eligible ? "eligibility" : "assignment")}ScheduleInstances?$filter=groupId eq '{context.Objects.Text(read.Group)}'",
            InventoryJson.Default.ItemPageGroupScheduleItem,
            (read, item) => Add(context, read.Group, read.Eligible, item),
            cancellationToken);
    }

    private static void Add(FamilyContext context, int group, bool eligible, GroupScheduleItem item)
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
