using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Role assignments; in a tenant with PIM each also shows as a schedule and an instance.</summary>
internal sealed class RoleAssignmentRules() : SetRules(Sets.RoleAssignments, "unifiedRoleAssignment")
{
    internal override LabResponse Create(LabCall call)
    {
        var body = call.Checked(Type, create: true);
        var scope = body.Text("directoryScopeId") ?? throw LabError.BadRequest("A value is required for property 'directoryScopeId' of resource.");
        return ReadHandler.Created(call, Assign(call, body.RequiredText("principalId"), body.RequiredText("roleDefinitionId"), scope));
    }

    internal override LabResponse Update(LabCall call, LabObject item) => throw LabError.MethodNotAllowed();

    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        Remove(call, item);
        return LabResponse.NoContent;
    }

    internal static LabObject Assign(LabCall call, string principalId, string role, string scope)
    {
        var principal = call.Directory.FindDirectoryObject(principalId) ?? throw LabError.NotFound(principalId);
        RequireAssignable(call, principal, role, scope);
        if (Find(call.Directory, principal.Id, role, scope) is not null)
        {
            throw LabError.BadRequest("A conflicting object with one or more of the specified property values is present in the directory.");
        }

        return Put(call, new PimSchedule(Writes.NewId(), principal.Id, role, scope, call.Now, null));
    }

    /// <summary>Writes an assignment with what PIM shows for it.</summary>
    internal static LabObject Put(LabCall call, PimSchedule schedule)
    {
        var assignment = PimObjects.RoleAssignment(schedule.Id, schedule.Principal, schedule.Role, schedule.Scope);
        call.Transaction.Put(assignment);
        if (call.Spec.Premium)
        {
            call.Transaction.Put(PimObjects.AssignmentSchedule(schedule));
            call.Transaction.Put(PimObjects.AssignmentInstance(schedule));
        }

        RoleActivation.Activate(call.Directory, call.Transaction, schedule.Role);
        return assignment;
    }

    internal static void Remove(LabCall call, LabObject assignment)
    {
        call.Transaction.Delete(assignment);
        foreach (var (set, id) in new[] { (Sets.AssignmentSchedules, assignment.Id), (Sets.AssignmentInstances, PimObjects.InstanceId(assignment.Id)) })
        {
            if (call.Directory.Find(set, id) is { } item)
            {
                call.Transaction.Delete(item);
            }
        }
    }

    internal static LabObject? Find(LabDirectory directory, string principal, string role, string scope) =>
        directory.Set(Sets.RoleAssignments).Where("principalId", principal)
            .FirstOrDefault(a => string.Equals(a["roleDefinitionId"], role, StringComparison.OrdinalIgnoreCase) && string.Equals(a["directoryScopeId"], scope, StringComparison.OrdinalIgnoreCase));

    internal static void RequireAssignable(LabCall call, LabObject principal, string role, string scope)
    {
        _ = call.Directory.Find(Sets.RoleDefinitions, role) ?? throw new LabError(400, "Request_BadRequest", $"The role definition '{role}' does not exist.");
        if (principal.Type == "group" && principal.Flag("isAssignableToRole") != true)
        {
            throw LabError.BadRequest("The specified group cannot be assigned to a role: isAssignableToRole is not true.");
        }

        if (scope == "/")
        {
            return;
        }

        var target = scope.Split('/')[^1];
        var exists = scope.StartsWith("/administrativeUnits/", StringComparison.Ordinal)
            ? call.Directory.Find(Sets.AdministrativeUnits, target) is not null
            : scope.StartsWith('/') && call.Directory.FindDirectoryObject(target) is not null;
        if (!exists)
        {
            throw LabError.BadRequest($"The directory scope '{scope}' is invalid.");
        }
    }

    internal static void AddRoleMember(LabCall call, LabObject role, LabObject member)
    {
        RequireAssignable(call, member, role["roleTemplateId"]!, "/");
        if (Find(call.Directory, member.Id, role["roleTemplateId"]!, "/") is not null)
        {
            throw LabError.BadRequest("One or more added object references already exist for the following modified properties: 'members'.");
        }

        Put(call, new PimSchedule(Writes.NewId(), member.Id, role["roleTemplateId"]!, "/", call.Now, null));
    }

    internal static LabResponse RemoveRoleMember(LabCall call, LabObject role, string member)
    {
        Remove(call, Find(call.Directory, member, role["roleTemplateId"]!, "/") ?? throw LabError.NotFound(member));
        return LabResponse.NoContent;
    }
}
