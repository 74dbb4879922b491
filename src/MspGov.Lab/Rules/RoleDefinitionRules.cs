using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Custom role definitions; built-in ones cannot be changed.</summary>
internal sealed class RoleDefinitionRules() : SetRules(Sets.RoleDefinitions, "unifiedRoleDefinition")
{
    private const int Limit = 100;

    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        RequireCustom(item);
        if (call.Directory.Set(Sets.RoleAssignments).Where("roleDefinitionId", item.Id).Count > 0)
        {
            throw LabError.BadRequest("The role definition has active role assignments and cannot be deleted.");
        }

        return base.Delete(call, item);
    }

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        var name = body.RequiredText("displayName");
        if (body.Flag("isEnabled") is null || body["rolePermissions"] is not JsonArray { Count: > 0 })
        {
            throw LabError.BadRequest("A value is required for properties 'isEnabled' and 'rolePermissions' of resource.");
        }

        if (call.Directory.Set(Sets.RoleDefinitions).Where("displayName", name).Count > 0)
        {
            throw LabError.BadRequest("A conflicting object with one or more of the specified property values is present in the directory.");
        }

        if (call.Directory.Set(Sets.RoleDefinitions).All.Count(r => r.Flag("isBuiltIn") == false) >= Limit)
        {
            throw new LabError(400, "Directory_QuotaExceeded", "The limit of custom role definitions is exceeded.");
        }

        return new JsonObject
        {
            ["description"] = null,
            ["displayName"] = null,
            ["isBuiltIn"] = false,
            ["isEnabled"] = true,
            ["resourceScopes"] = new JsonArray("/"),
            ["templateId"] = body.Text("templateId") ?? Writes.NewId(),
            ["version"] = null,
        };
    }

    protected override void AfterCreate(LabCall call, LabObject item)
    {
        if (call.Spec.Premium)
        {
            RolePolicies.AddForRole(call, item.Id);
        }
    }

    protected override void BeforeUpdate(LabCall call, LabObject item, JsonObject body) => RequireCustom(item);

    private static void RequireCustom(LabObject item)
    {
        if (item.Flag("isBuiltIn") == true)
        {
            throw LabError.BadRequest("Built-in role definitions cannot be updated or deleted.");
        }
    }
}
