using System.Text.Json;
using MspGov.Lab.Generation;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>The JSON of PIM's objects. Instance ids are the schedule's with a suffix, as they are not the same in Graph either.</summary>
internal static class PimObjects
{
    internal static string InstanceId(string schedule) => schedule + "-1-e";

    internal static LabObject RoleAssignment(string id, string principal, string role, string scope) =>
        Make(Sets.RoleAssignments, "unifiedRoleAssignment", id, w =>
        {
            w.WriteString("principalId", principal);
            w.WriteString("directoryScopeId", scope);
            w.WriteNull("appScopeId");
            w.WriteString("roleDefinitionId", role);
        });

    internal static LabObject AssignmentSchedule(PimSchedule s) =>
        Make(Sets.AssignmentSchedules, "unifiedRoleAssignmentSchedule", s.Id, w =>
        {
            WriteScheduleBase(w, s);
            w.WriteString("assignmentType", s.AssignmentType);
        });

    internal static LabObject EligibilitySchedule(PimSchedule s) =>
        Make(Sets.EligibilitySchedules, "unifiedRoleEligibilitySchedule", s.Id, w => WriteScheduleBase(w, s));

    internal static LabObject AssignmentInstance(PimSchedule s) =>
        Make(Sets.AssignmentInstances, "unifiedRoleAssignmentScheduleInstance", InstanceId(s.Id), w =>
        {
            WriteInstanceBase(w, s);
            w.WriteString("assignmentType", s.AssignmentType);
            w.WriteString("roleAssignmentOriginId", s.Id);
            w.WriteString("roleAssignmentScheduleId", s.Id);
        });

    internal static LabObject EligibilityInstance(PimSchedule s) =>
        Make(Sets.EligibilityInstances, "unifiedRoleEligibilityScheduleInstance", InstanceId(s.Id), w =>
        {
            WriteInstanceBase(w, s);
            w.WriteString("roleEligibilityScheduleId", s.Id);
        });

    internal static LabObject GroupAssignmentSchedule(PimGroupSchedule s, string type) =>
        Make(Sets.GroupAssignmentSchedules, "privilegedAccessGroupAssignmentSchedule", s.Id, w =>
        {
            WriteGroupSchedule(w, s);
            w.WriteString("assignmentType", type);
        });

    internal static LabObject GroupEligibilitySchedule(PimGroupSchedule s) =>
        Make(Sets.GroupEligibilitySchedules, "privilegedAccessGroupEligibilitySchedule", s.Id, w => WriteGroupSchedule(w, s));

    internal static LabObject GroupAssignmentInstance(PimGroupSchedule s, string type) =>
        Make(Sets.GroupAssignmentInstances, "privilegedAccessGroupAssignmentScheduleInstance", InstanceId(s.Id), w =>
        {
            WriteGroupInstance(w, s);
            w.WriteString("assignmentType", type);
            w.WriteString("assignmentScheduleId", s.Id);
        });

    internal static LabObject GroupEligibilityInstance(PimGroupSchedule s) =>
        Make(Sets.GroupEligibilityInstances, "privilegedAccessGroupEligibilityScheduleInstance", InstanceId(s.Id), w =>
        {
            WriteGroupInstance(w, s);
            w.WriteString("eligibilityScheduleId", s.Id);
        });

    internal static void WriteScheduleInfo(Utf8JsonWriter w, DateTimeOffset start, DateTimeOffset? end)
    {
        w.WriteStartObject("scheduleInfo");
        w.WriteString("startDateTime", GenerationContext.Text(start));
        w.WriteNull("recurrence");
        w.WriteStartObject("expiration");
        w.WriteString("type", end is null ? "noExpiration" : "afterDateTime");
        w.WriteString("endDateTime", end is { } e ? GenerationContext.Text(e) : null);
        w.WriteNull("duration");
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void WriteScheduleBase(Utf8JsonWriter w, PimSchedule s)
    {
        w.WriteString("principalId", s.Principal);
        w.WriteString("roleDefinitionId", s.Role);
        w.WriteString("directoryScopeId", s.Scope);
        w.WriteNull("appScopeId");
        w.WriteString("createdUsing", s.CreatedUsing);
        w.WriteString("createdDateTime", GenerationContext.Text(s.Start));
        w.WriteNull("modifiedDateTime");
        w.WriteString("status", s.Status);
        w.WriteString("memberType", "Direct");
        WriteScheduleInfo(w, s.Start, s.End);
    }

    private static void WriteInstanceBase(Utf8JsonWriter w, PimSchedule s)
    {
        w.WriteString("principalId", s.Principal);
        w.WriteString("roleDefinitionId", s.Role);
        w.WriteString("directoryScopeId", s.Scope);
        w.WriteNull("appScopeId");
        w.WriteString("startDateTime", GenerationContext.Text(s.Start));
        w.WriteString("endDateTime", s.End is { } end ? GenerationContext.Text(end) : null);
        w.WriteString("memberType", "Direct");
    }

    private static void WriteGroupSchedule(Utf8JsonWriter w, PimGroupSchedule s)
    {
        w.WriteString("accessId", s.Access);
        w.WriteString("groupId", s.Group);
        w.WriteString("principalId", s.Principal);
        w.WriteString("memberType", "direct");
        w.WriteString("createdUsing", s.CreatedUsing);
        w.WriteString("createdDateTime", GenerationContext.Text(s.Start));
        w.WriteNull("modifiedDateTime");
        w.WriteString("status", s.Status);
        WriteScheduleInfo(w, s.Start, s.End);
    }

    private static void WriteGroupInstance(Utf8JsonWriter w, PimGroupSchedule s)
    {
        w.WriteString("accessId", s.Access);
        w.WriteString("groupId", s.Group);
        w.WriteString("principalId", s.Principal);
        w.WriteString("memberType", "direct");
        w.WriteString("startDateTime", GenerationContext.Text(s.Start));
        w.WriteString("endDateTime", s.End is { } end ? GenerationContext.Text(end) : null);
    }

    private static LabObject Make(string set, string type, string id, Action<Utf8JsonWriter> write) =>
        new(set, type, id, null, LabJson.Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("id", id);
            write(w);
            w.WriteEndObject();
        }));
}
