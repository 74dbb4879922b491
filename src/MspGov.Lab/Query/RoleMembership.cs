using MspGov.Lab.Model;

namespace MspGov.Lab.Query;

/// <summary>The older view of role assignments: members of activated directory roles, and scoped role members of administrative units.</summary>
internal static class RoleMembership
{
    private const string UnitScope = "/administrativeUnits/";

    /// <summary>Who holds a role over the whole tenant; a partner's groups, which are no objects here, are left out as Graph does.</summary>
    internal static IEnumerable<LabObject> MembersOf(LabDirectory directory, LabObject role) =>
        directory.Set(Sets.RoleAssignments).Where("roleDefinitionId", role["roleTemplateId"]!)
            .Where(a => a["directoryScopeId"] == "/")
            .Select(a => directory.FindDirectoryObject(a["principalId"]!))
            .OfType<LabObject>()
            .DistinctBy(o => o.Id);

    internal static IEnumerable<LabObject> RolesOf(LabDirectory directory, string principal) =>
        directory.Set(Sets.RoleAssignments).Where("principalId", principal)
            .Where(a => a["directoryScopeId"] == "/")
            .SelectMany(a => directory.Set(Sets.DirectoryRoles).Where("roleTemplateId", a["roleDefinitionId"]!))
            .DistinctBy(r => r.Id);

    internal static IEnumerable<LabObject> ScopedIn(LabDirectory directory, string unit) =>
        directory.Set(Sets.RoleAssignments).Where("directoryScopeId", UnitScope + unit).Select(a => Scoped(directory, a));

    internal static IEnumerable<LabObject> ScopedOf(LabDirectory directory, string principal) =>
        directory.Set(Sets.RoleAssignments).Where("principalId", principal).Where(IsScoped).Select(a => Scoped(directory, a));

    internal static IEnumerable<LabObject> ScopedOfRole(LabDirectory directory, LabObject role) =>
        directory.Set(Sets.RoleAssignments).Where("roleDefinitionId", role["roleTemplateId"]!).Where(IsScoped).Select(a => Scoped(directory, a));

    private static bool IsScoped(LabObject assignment) => assignment["directoryScopeId"]!.StartsWith(UnitScope, StringComparison.Ordinal);

    private static LabObject Scoped(LabDirectory directory, LabObject assignment)
    {
        var principal = assignment["principalId"]!;
        var role = assignment["roleDefinitionId"]!;
        var activated = directory.Set(Sets.DirectoryRoles).Where("roleTemplateId", role);
        return new LabObject(Sets.ScopedRoleMembers, "scopedRoleMembership", assignment.Id, null, LabJson.Write(w =>
        {
            w.WriteStartObject();
            w.WriteString("id", assignment.Id);
            w.WriteString("administrativeUnitId", assignment["directoryScopeId"]![UnitScope.Length..]);
            w.WriteString("roleId", activated.Count > 0 ? activated[0].Id : role);
            w.WriteStartObject("roleMemberInfo");
            w.WriteString("id", principal);
            w.WriteString("displayName", directory.FindDirectoryObject(principal)?["displayName"]);
            w.WriteEndObject();
            w.WriteEndObject();
        }));
    }
}
