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

/// <summary>Devices.</summary>
internal sealed class DeviceRules() : SetRules(Sets.Devices, "device");

/// <summary>Devices that Intune manages: retire and wipe end their management.</summary>
internal sealed class ManagedDeviceRules() : SetRules(Sets.ManagedDevices, "managedDevice")
{
    internal static LabResponse? TryAction(LabCall call, LabObject device, string[] rest)
    {
        if (call.Method != "POST" || rest is not [var action])
        {
            return null;
        }

        switch (action)
        {
            case "retire" or "wipe":
                call.Transaction.Put(device.With(n => n["managementState"] = action + "Pending"));
                return LabResponse.NoContent;
            case "remoteLock" or "syncDevice" or "rebootNow" or "resetPasscode" or "disableLostMode" or "shutDown":
                return LabResponse.NoContent;
            default:
                return null;
        }
    }
}

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
