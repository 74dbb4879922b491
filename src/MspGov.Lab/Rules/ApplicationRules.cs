using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Application registrations.</summary>
internal sealed class ApplicationRules() : SetRules(Sets.Applications, "application")
{
    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        // Deleting an application also removes its service principal in the home tenant (FACTS section 9).
        foreach (var principal in call.Directory.Set(Sets.ServicePrincipals).Where("appId", item["appId"]!).ToList())
        {
            SoftDelete.Delete(call, principal);
        }

        SoftDelete.Delete(call, item);
        return LabResponse.NoContent;
    }

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        _ = body.RequiredText("displayName");
        return new JsonObject
        {
            ["deletedDateTime"] = null,
            ["appId"] = Writes.NewId(),
            ["appRoles"] = new JsonArray(),
            ["createdDateTime"] = call.Time(),
            ["description"] = null,
            ["displayName"] = null,
            ["identifierUris"] = new JsonArray(),
            ["keyCredentials"] = new JsonArray(),
            ["passwordCredentials"] = new JsonArray(),
            ["publisherDomain"] = call.Directory.Set(Sets.Domains).All.First().Id,
            ["requiredResourceAccess"] = new JsonArray(),
            ["signInAudience"] = "AzureADandPersonalMicrosoftAccount",
            ["tags"] = new JsonArray(),
        };
    }

    protected override void AfterCreate(LabCall call, LabObject item)
    {
        foreach (var owner in Writes.Bound(call.Body, "owners"))
        {
            References.Add(call, item, Relations.Owners, owner);
        }
    }
}

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
