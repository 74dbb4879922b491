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
