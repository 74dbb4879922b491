using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Named locations: a trusted one must be untrusted before it is deleted, and none may be in use.</summary>
internal sealed class NamedLocationRules() : SetRules(Sets.NamedLocations, "namedLocation")
{
    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        if (item.Flag("isTrusted") == true)
        {
            throw LabError.BadRequest("A trusted named location cannot be deleted: set isTrusted to false first.");
        }

        if (call.Directory.Set(Sets.ConditionalPolicies).All.Any(p => p.ToNode()["conditions"]?["locations"]?.ToJsonString().Contains(item.Id, StringComparison.OrdinalIgnoreCase) == true))
        {
            throw LabError.BadRequest("The named location is referenced by a Conditional Access policy.");
        }

        return ConditionalAccessBin.Delete(call, item, Sets.DeletedLocations);
    }

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        _ = body.RequiredText("displayName");
        var defaults = new JsonObject { ["createdDateTime"] = call.Time(), ["modifiedDateTime"] = call.Time() };
        switch (body.RequiredText("@odata.type").TrimStart('#'))
        {
            case "microsoft.graph.ipNamedLocation" when body["ipRanges"] is JsonArray { Count: > 0 }:
                defaults["isTrusted"] = false;
                return defaults;
            case "microsoft.graph.countryNamedLocation" when body["countriesAndRegions"] is JsonArray { Count: > 0 }:
                defaults["countryLookupMethod"] = "clientIpAddress";
                defaults["includeUnknownCountriesAndRegions"] = false;
                return defaults;
            default:
                throw LabError.BadRequest("The named location has no ranges or countries, or is of an unknown type.");
        }
    }
}
