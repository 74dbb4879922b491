using MspGov.Lab.Model;
using MspGov.Lab.Storage;

namespace MspGov.Lab.Rules;

/// <summary>One of the four kinds of PIM: active or eligible, of roles or of groups.</summary>
internal sealed record PimKind(string RequestSet, string ScheduleSet, string InstanceSet, string RequestType, bool Eligible, bool Group)
{
    internal static readonly IReadOnlyList<PimKind> All =
    [
        new(Sets.AssignmentRequests, Sets.AssignmentSchedules, Sets.AssignmentInstances, "unifiedRoleAssignmentScheduleRequest", false, false),
        new(Sets.EligibilityRequests, Sets.EligibilitySchedules, Sets.EligibilityInstances, "unifiedRoleEligibilityScheduleRequest", true, false),
        new(Sets.GroupAssignmentRequests, Sets.GroupAssignmentSchedules, Sets.GroupAssignmentInstances, "privilegedAccessGroupAssignmentScheduleRequest", false, true),
        new(Sets.GroupEligibilityRequests, Sets.GroupEligibilitySchedules, Sets.GroupEligibilityInstances, "privilegedAccessGroupEligibilityScheduleRequest", true, true),
    ];

    internal string TargetName => Group ? "groupId" : "roleDefinitionId";

    internal string QualifierName => Group ? "accessId" : "directoryScopeId";

    /// <summary>The schedule of the same principal, target and qualifier.</summary>
    internal LabObject? Existing(LabDirectory directory, PimEntry entry) =>
        directory.Set(ScheduleSet).Where("principalId", entry.Principal)
            .FirstOrDefault(s => Same(s[TargetName], entry.Target) && Same(s[QualifierName], entry.Qualifier));

    internal PimEntry Read(LabObject instance) => new(
        instance[Eligible ? (Group ? "eligibilityScheduleId" : "roleEligibilityScheduleId") : (Group ? "assignmentScheduleId" : "roleAssignmentScheduleId")]!,
        instance["principalId"]!,
        instance[TargetName]!,
        instance[QualifierName]!,
        instance.Time("startDateTime") ?? DateTimeOffset.MinValue,
        instance.Time("endDateTime"));

    /// <summary>Makes the access effective: schedule, instance, and the assignment or membership itself.</summary>
    internal void Provision(LabDirectory directory, LabTransaction transaction, PimEntry entry)
    {
        Schedule(transaction, entry);
        var (role, group) = Shapes(entry);
        switch (Eligible, Group)
        {
            case (true, true):
                transaction.Put(PimObjects.GroupEligibilityInstance(group));
                break;
            case (true, false):
                transaction.Put(PimObjects.EligibilityInstance(role));
                break;
            case (false, true):
                transaction.Put(PimObjects.GroupAssignmentInstance(group, "assigned"));
                transaction.Link(Relation(entry), entry.Target, entry.Principal);
                break;
            default:
                transaction.Put(PimObjects.AssignmentInstance(role));
                transaction.Put(PimObjects.RoleAssignment(entry.Id, entry.Principal, entry.Target, entry.Qualifier));
                RoleActivation.Activate(directory, transaction, entry.Target);
                break;
        }
    }

    /// <summary>Only the schedule: it begins later.</summary>
    internal void Schedule(LabTransaction transaction, PimEntry entry)
    {
        var (role, group) = Shapes(entry);
        transaction.Put((Eligible, Group) switch
        {
            (true, true) => PimObjects.GroupEligibilitySchedule(group),
            (true, false) => PimObjects.EligibilitySchedule(role),
            (false, true) => PimObjects.GroupAssignmentSchedule(group, "assigned"),
            _ => PimObjects.AssignmentSchedule(role),
        });
    }

    /// <summary>Takes the access away again.</summary>
    internal void End(LabDirectory directory, LabTransaction transaction, PimEntry entry)
    {
        foreach (var (set, id) in new[] { (ScheduleSet, entry.Id), (InstanceSet, PimObjects.InstanceId(entry.Id)) })
        {
            if (directory.Find(set, id) is { } item)
            {
                transaction.Delete(item);
            }
        }

        if (Eligible)
        {
            return;
        }

        if (Group)
        {
            transaction.Unlink(Relation(entry), entry.Target, entry.Principal);
        }
        else if (directory.Find(Sets.RoleAssignments, entry.Id) is { } assignment)
        {
            transaction.Delete(assignment);
        }
    }

    private static string Relation(PimEntry entry) => entry.Qualifier.Equals("owner", StringComparison.OrdinalIgnoreCase) ? Relations.Owners : Relations.Members;

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static (PimSchedule Role, PimGroupSchedule Group) Shapes(PimEntry e) =>
        (new PimSchedule(e.Id, e.Principal, e.Target, e.Qualifier, e.Start, e.End) { CreatedUsing = e.CreatedUsing },
         new PimGroupSchedule(e.Id, e.Target, e.Principal, e.Qualifier, e.Start, e.End) { CreatedUsing = e.CreatedUsing });
}
