using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Administrative units, and the roles held inside them.</summary>
internal sealed class AdministrativeUnitRules() : SetRules(Sets.AdministrativeUnits, "administrativeUnit")
{
    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        SoftDelete.Delete(call, item);
        return LabResponse.NoContent;
    }

    internal static LabResponse? TryScopedRole(LabCall call, LabObject unit, string[] rest)
    {
        switch (call.Method, rest)
        {
            case ("POST", ["scopedRoleMembers"]):
                var member = (call.Body["roleMemberInfo"] as JsonObject ?? throw LabError.BadRequest("A value is required for property 'roleMemberInfo'.")).RequiredText("id");
                var roleId = call.Body.RequiredText("roleId");
                var role = call.Directory.Find(Sets.DirectoryRoles, roleId)?["roleTemplateId"] ?? roleId;
                var assignment = RoleAssignmentRules.Assign(call, member, role, "/administrativeUnits/" + unit.Id);
                return ReadHandler.Created(call, RoleMembership.ScopedIn(call.Directory, unit.Id).First(m => m.Id == assignment.Id));
            case ("DELETE", ["scopedRoleMembers", var id]):
                RoleAssignmentRules.Remove(call, call.Directory.Find(Sets.RoleAssignments, id) ?? throw LabError.NotFound(id));
                return LabResponse.NoContent;
            default:
                return null;
        }
    }

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        _ = body.RequiredText("displayName");
        return new JsonObject
        {
            ["deletedDateTime"] = null,
            ["description"] = null,
            ["displayName"] = null,
            ["isMemberManagementRestricted"] = false,
            ["membershipRule"] = null,
            ["membershipType"] = null,
            ["visibility"] = null,
        };
    }
}
