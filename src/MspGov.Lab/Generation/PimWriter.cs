using MspGov.Lab.Model;
using MspGov.Lab.Rules;

namespace MspGov.Lab.Generation;

/// <summary>Writes generated role assignments with the schedules and instances that a tenant with PIM shows for them.</summary>
internal static class PimWriter
{
    internal static void AddAssignment(GenerationContext context, string principal, string role, string scope, DateTimeOffset? start, DateTimeOffset? end)
    {
        var id = context.Random.Id();
        Put(context, PimObjects.RoleAssignment(id, principal, role, scope));
        if (context.Spec.Premium)
        {
            var begin = start ?? context.Spec.Epoch.AddDays(-context.Random.Below(500) - 1);
            var schedule = new PimSchedule(id, principal, role, scope, begin, end) { AssignmentType = "Assigned" };
            Put(context, PimObjects.AssignmentSchedule(schedule));
            Put(context, PimObjects.AssignmentInstance(schedule));
        }
    }

    internal static void AddEligibility(GenerationContext context, string principal, string role, string scope, DateTimeOffset start, DateTimeOffset? end)
    {
        if (context.Directory.Set(Sets.EligibilitySchedules).Where("principalId", principal)
            .Any(e => e["roleDefinitionId"] == role && e["directoryScopeId"] == scope))
        {
            return;
        }

        var schedule = new PimSchedule(context.Random.Id(), principal, role, scope, start, end);
        Put(context, PimObjects.EligibilitySchedule(schedule));
        Put(context, PimObjects.EligibilityInstance(schedule));
    }

    internal static void AddGroupEligibility(GenerationContext context, string group, string principal, string access, DateTimeOffset start, DateTimeOffset? end)
    {
        var schedule = new PimGroupSchedule($"{group}_{access}_{context.Random.Id()}", group, principal, access, start, end);
        Put(context, PimObjects.GroupEligibilitySchedule(schedule));
        Put(context, PimObjects.GroupEligibilityInstance(schedule));
    }

    internal static void AddGroupAssignment(GenerationContext context, string group, string principal, string access, DateTimeOffset start, DateTimeOffset? end)
    {
        var schedule = new PimGroupSchedule($"{group}_{access}_{context.Random.Id()}", group, principal, access, start, end);
        Put(context, PimObjects.GroupAssignmentSchedule(schedule, "assigned"));
        Put(context, PimObjects.GroupAssignmentInstance(schedule, "assigned"));
        context.Link(access == "owner" ? Relations.Owners : Relations.Members, group, principal);
    }

    private static void Put(GenerationContext context, LabObject item) => context.Directory.Set(item.Set).Put(item);
}
