using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Delegated consents.</summary>
internal sealed class PermissionGrantRules() : SetRules(Sets.PermissionGrants, "oAuth2PermissionGrant")
{
    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        var (client, resource) = (body.RequiredText("clientId"), body.RequiredText("resourceId"));
        var type = body.RequiredText("consentType");
        var principal = body.Text("principalId");
        _ = call.Directory.Find(Sets.ServicePrincipals, client) ?? throw LabError.NotFound(client);
        _ = call.Directory.Find(Sets.ServicePrincipals, resource) ?? throw LabError.NotFound(resource);
        if (type == "Principal" != principal is not null)
        {
            throw LabError.BadRequest("principalId is required when consentType is Principal, and must be null when it is AllPrincipals.");
        }

        if (call.Directory.Set(Sets.PermissionGrants).Where("clientId", client).Any(g => g["resourceId"] == resource && g["principalId"] == principal))
        {
            throw new LabError(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
        }

        return new JsonObject { ["principalId"] = null, ["scope"] = null };
    }
}
