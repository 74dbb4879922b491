using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Application permissions and app roles: assigned from the side of the principal or of the resource.</summary>
internal static class AppRoles
{
    private const int Limit = 1500;

    internal static LabResponse? TryHandle(LabCall call, LabObject item, string[] rest) => (call.Method, rest) switch
    {
        ("POST", ["appRoleAssignments" or "appRoleAssignedTo"]) => Assign(call, item, rest[0]),
        ("DELETE", ["appRoleAssignments" or "appRoleAssignedTo", var id]) => Remove(call, item, rest[0], id),
        _ => null,
    };

    private static LabResponse Assign(LabCall call, LabObject item, string side)
    {
        var body = call.Checked("appRoleAssignment", create: true);
        var (principalId, resourceId, role) = (body.RequiredText("principalId"), body.RequiredText("resourceId"), body.RequiredText("appRoleId"));
        if (!item.Id.Equals(side == "appRoleAssignments" ? principalId : resourceId, StringComparison.OrdinalIgnoreCase))
        {
            throw LabError.BadRequest("The id in the address does not match the one in the body.");
        }

        var principal = call.Directory.FindDirectoryObject(principalId) ?? throw LabError.NotFound(principalId);
        var resource = call.Directory.Find(Sets.ServicePrincipals, resourceId) ?? throw LabError.NotFound(resourceId);
        if (!HasRole(resource, role))
        {
            throw LabError.BadRequest("Permission being assigned was not found on application '" + resource["appId"] + "'.");
        }

        var held = call.Directory.Set(Sets.AppRoleAssignments).Where("principalId", principalId);
        if (held.Any(a => a["appRoleId"] == role && a["resourceId"] == resourceId))
        {
            throw LabError.BadRequest("Permission being assigned already exists on the object");
        }

        if (held.Count >= Limit)
        {
            throw new LabError(400, "Directory_QuotaExceeded", "The limit of app role assignments is exceeded.");
        }

        var assignment = Writes.Make(Sets.AppRoleAssignments, "appRoleAssignment", Opaque(), new JsonObject
        {
            ["deletedDateTime"] = null,
            ["appRoleId"] = role,
            ["createdDateTime"] = call.Time(),
            ["principalDisplayName"] = principal["displayName"],
            ["principalId"] = principal.Id,
            ["principalType"] = principal.Type switch { "user" => "User", "group" => "Group", _ => "ServicePrincipal" },
            ["resourceDisplayName"] = resource["displayName"],
            ["resourceId"] = resource.Id,
        }, []);
        call.Transaction.Put(assignment);
        return ReadHandler.Created(call, assignment);
    }

    private static LabResponse Remove(LabCall call, LabObject item, string side, string id)
    {
        var assignment = call.Directory.Find(Sets.AppRoleAssignments, id);
        if (assignment is null || !item.Id.Equals(assignment[side == "appRoleAssignments" ? "principalId" : "resourceId"], StringComparison.OrdinalIgnoreCase))
        {
            throw LabError.NotFound(id);
        }

        call.Transaction.Delete(assignment);
        return LabResponse.NoContent;
    }

    private static bool HasRole(LabObject resource, string role) =>
        role == Guid.Empty.ToString() || (resource.ToNode()["appRoles"] as JsonArray ?? []).Any(r => string.Equals(r!["id"]?.ToString(), role, StringComparison.OrdinalIgnoreCase));

    private static string Opaque() => Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
