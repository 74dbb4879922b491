using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Service principals: one per application and tenant.</summary>
internal sealed class ServicePrincipalRules() : SetRules(Sets.ServicePrincipals, "servicePrincipal")
{
    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        SoftDelete.Delete(call, item);
        return LabResponse.NoContent;
    }

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        var appId = body.RequiredText("appId");
        if (call.Directory.Set(Sets.ServicePrincipals).Where("appId", appId).Count > 0)
        {
            throw new LabError(409, "Request_MultipleObjectsWithSameKeyValue", $"The service principal cannot be created, updated, or restored because the service principal name {appId} is already in use.");
        }

        var application = call.Directory.Set(Sets.Applications).Where("appId", appId) is [var found, ..] ? found : null;
        return new JsonObject
        {
            ["deletedDateTime"] = null,
            ["accountEnabled"] = true,
            ["alternativeNames"] = new JsonArray(),
            ["appDisplayName"] = application?["displayName"] ?? $"App {appId[..8]}",
            ["appId"] = appId,
            ["appOwnerOrganizationId"] = application is null ? Writes.NewId() : call.Spec.TenantId,
            ["appRoleAssignmentRequired"] = false,
            ["appRoles"] = application?.ToNode()["appRoles"]?.DeepClone() ?? new JsonArray(),
            ["displayName"] = application?["displayName"] ?? $"App {appId[..8]}",
            ["keyCredentials"] = new JsonArray(),
            ["oauth2PermissionScopes"] = new JsonArray(),
            ["passwordCredentials"] = new JsonArray(),
            ["servicePrincipalNames"] = new JsonArray(appId),
            ["servicePrincipalType"] = "Application",
            ["signInAudience"] = "AzureADMyOrg",
            ["tags"] = new JsonArray(),
        };
    }
}
