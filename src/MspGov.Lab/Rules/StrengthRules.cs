using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Authentication strengths: built-in ones cannot be changed; combinations change by their own action.</summary>
internal sealed class StrengthRules() : SetRules(Sets.Strengths, "authenticationStrengthPolicy")
{
    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        RequireCustom(item);
        if (References(call, item).Count > 0)
        {
            throw LabError.BadRequest("The authentication strength is referenced by a Conditional Access policy.");
        }

        return base.Delete(call, item);
    }

    internal static LabResponse? TryAction(LabCall call, LabObject item, string[] rest)
    {
        if ((call.Method, rest) is not ("POST", ["updateAllowedCombinations" or "microsoft.graph.updateAllowedCombinations"]))
        {
            return null;
        }

        RequireCustom(item);
        var wanted = call.Body["allowedCombinations"] as JsonArray ?? throw LabError.BadRequest("allowedCombinations is required.");
        var previous = item.ToNode()["allowedCombinations"]!.DeepClone();
        call.Transaction.Put(item.With(n =>
        {
            n["allowedCombinations"] = wanted.DeepClone();
            n["modifiedDateTime"] = call.Time();
        }));
        var result = new JsonObject
        {
            ["@odata.context"] = call.VersionRoot + "/$metadata#microsoft.graph.updateAllowedCombinationsResult",
            ["previousCombinations"] = previous,
            ["currentCombinations"] = wanted.DeepClone(),
            ["conditionalAccessReferences"] = new JsonArray([.. References(call, item).Select(id => (JsonNode?)id)]),
            ["additionalInformation"] = null,
        };
        return new LabResponse(200, LabJson.ToBytes(result));
    }

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        _ = body.RequiredText("displayName");
        _ = body["allowedCombinations"] is JsonArray { Count: > 0 } ? 0 : throw LabError.BadRequest("allowedCombinations is required.");
        return new JsonObject
        {
            ["createdDateTime"] = call.Time(),
            ["modifiedDateTime"] = call.Time(),
            ["description"] = null,
            ["policyType"] = "custom",
            ["requirementsSatisfied"] = "mfa",
        };
    }

    protected override void BeforeUpdate(LabCall call, LabObject item, JsonObject body)
    {
        RequireCustom(item);
        if (body.ContainsKey("allowedCombinations"))
        {
            throw LabError.BadRequest("allowedCombinations is changed by updateAllowedCombinations.");
        }
    }

    private static void RequireCustom(LabObject item)
    {
        if (item["policyType"] == "builtIn")
        {
            throw LabError.BadRequest("Built-in authentication strengths cannot be changed.");
        }
    }

    private static List<string> References(LabCall call, LabObject item) =>
        [.. call.Directory.Set(Sets.ConditionalPolicies).All.Where(p => p.ToNode()["grantControls"]?["authenticationStrength"]?["id"]?.ToString() == item.Id).Select(p => p.Id)];
}
