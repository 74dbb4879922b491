using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;

namespace MspGov.Lab.Rules;

/// <summary>Conditional Access policies (FACTS section 8).</summary>
internal sealed class ConditionalAccessRules() : SetRules(Sets.ConditionalPolicies, "conditionalAccessPolicy")
{
    private const int Limit = 195;

    private static readonly HashSet<string> UserWords = ["All", "None", "GuestsOrExternalUsers"];
    private static readonly HashSet<string> AppWords = ["All", "None", "Office365", "MicrosoftAdminPortals"];

    internal override LabResponse Create(LabCall call)
    {
        if (!call.Spec.Premium)
        {
            throw new LabError(403, "AccessDenied", "The tenant needs Microsoft Entra ID P1 or P2 to use Conditional Access.");
        }

        if (call.Directory.Set(Set).Count >= Limit)
        {
            throw Invalid("1031", "the limit of policies is reached");
        }

        return base.Create(call);
    }

    internal override LabResponse Delete(LabCall call, LabObject item) => ConditionalAccessBin.Delete(call, item, Sets.DeletedPolicies);

    /// <summary>What the service fills in where a policy says nothing.</summary>
    internal static void Fill(JsonObject policy, LabDirectory? directory)
    {
        var conditions = Object(policy, "conditions");
        foreach (var name in (string[])["userRiskLevels", "signInRiskLevels", "servicePrincipalRiskLevels"])
        {
            conditions[name] ??= new JsonArray();
        }

        conditions["clientAppTypes"] ??= new JsonArray("all");
        Null(conditions, "insiderRiskLevels", "platforms", "locations", "devices", "clientApplications", "authenticationFlows");
        Lists(Object(conditions, "applications"), "includeApplications", "excludeApplications", "includeUserActions", "includeAuthenticationContextClassReferences");
        Null(Object(conditions, "applications"), "applicationFilter");
        Lists(Object(conditions, "users"), "includeUsers", "excludeUsers", "includeGroups", "excludeGroups", "includeRoles", "excludeRoles");
        Null(Object(conditions, "users"), "includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers");
        if (conditions["locations"] is JsonObject locations)
        {
            Lists(locations, "includeLocations", "excludeLocations");
        }

        if (conditions["platforms"] is JsonObject platforms)
        {
            Lists(platforms, "includePlatforms", "excludePlatforms");
        }

        Null(policy, "sessionControls", "grantControls", "templateId");
        if (policy["grantControls"] is JsonObject grant)
        {
            grant["operator"] ??= "OR";
            Lists(grant, "builtInControls", "customAuthenticationFactors", "termsOfUse");
            grant["authenticationStrength"] = Strength(grant["authenticationStrength"] as JsonObject, directory);
        }
    }

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        _ = body.RequiredText("displayName");
        _ = body.RequiredText("state");
        return new JsonObject { ["templateId"] = null, ["displayName"] = null, ["createdDateTime"] = call.Time(), ["modifiedDateTime"] = null, ["state"] = null };
    }

    protected override LabObject Complete(LabCall call, LabObject item)
    {
        var policy = item.ToNode();
        var existed = call.Directory.Find(Set, item.Id) is not null;
        if (existed)
        {
            policy["modifiedDateTime"] = call.Time();
        }

        Validate(call, policy);
        Fill(policy, call.Directory);
        return item.With(policy);
    }

    private static void Validate(LabCall call, JsonObject policy)
    {
        var conditions = policy["conditions"] as JsonObject ?? throw Invalid("1032", "missing conditions");
        var applications = conditions["applications"] as JsonObject;
        if (!Any(applications, "includeApplications", "includeUserActions", "includeAuthenticationContextClassReferences"))
        {
            throw Invalid("1032", "an applications rule is required");
        }

        var users = conditions["users"] as JsonObject;
        if (!Any(users, "includeUsers", "includeGroups", "includeRoles") && users?["includeGuestsOrExternalUsers"] is null && conditions["clientApplications"] is null)
        {
            throw Invalid("1032", "a users rule is required");
        }

        if (policy["grantControls"] is not JsonObject && policy["sessionControls"] is not JsonObject)
        {
            throw Invalid("1032", "grant or session controls are required");
        }

        ValidateReferences(call, conditions, policy["grantControls"] as JsonObject);
        if (policy.Text("state") == "enabled" && call.Directory.Find(Sets.Singletons, TenantPolicies.SecurityDefaults)?.Flag("isEnabled") == true)
        {
            throw new LabError(400, "BadRequest", "Security Defaults is enabled in the tenant. You must disable Security defaults before enabling a Conditional Access policy.");
        }
    }

    private static void ValidateReferences(LabCall call, JsonObject conditions, JsonObject? grant)
    {
        var d = call.Directory;
        var users = conditions["users"] as JsonObject;
        Check(users, ["includeUsers", "excludeUsers"], UserWords, id => d.Find(Sets.Users, id) is not null, "1040", "user");
        Check(users, ["includeGroups", "excludeGroups"], [], id => d.Find(Sets.Groups, id) is not null, "1040", "group");
        Check(users, ["includeRoles", "excludeRoles"], [], id => d.Find(Sets.RoleTemplates, id) is not null, "1040", "role");
        Check(conditions["applications"] as JsonObject, ["includeApplications", "excludeApplications"], AppWords, id => d.Set(Sets.ServicePrincipals).Where("appId", id).Count > 0, "1011", "application");
        Check(conditions["locations"] as JsonObject, ["includeLocations", "excludeLocations"], ["All", "AllTrusted"], id => id == Guid.Empty.ToString() || d.Find(Sets.NamedLocations, id) is not null, "1041", "location");
        if (grant?["authenticationStrength"]?["id"]?.ToString() is { } strength && d.Find(Sets.Strengths, strength) is null)
        {
            throw Invalid("1042", $"authentication strength {strength} does not exist");
        }
    }

    private static void Check(JsonObject? rule, string[] lists, HashSet<string> words, Func<string, bool> exists, string number, string kind)
    {
        foreach (var id in lists.SelectMany(l => rule?[l] as JsonArray ?? []).Select(n => n!.ToString()))
        {
            if (!words.Contains(id) && !exists(id))
            {
                throw Invalid(number, $"{kind} {id} does not exist");
            }
        }
    }

    private static LabError Invalid(string number, string reason)
    {
        var message = $"{number}: ConditionalActionPolicy validation failed due to {reason}.";
        return new LabError(400, "BadRequest", message) { InnerMessage = message };
    }

    private static bool Any(JsonObject? rule, params string[] lists) => lists.Any(l => rule?[l] is JsonArray { Count: > 0 });

    private static JsonObject Object(JsonObject node, string name)
    {
        if (node[name] is not JsonObject inner)
        {
            node[name] = inner = [];
        }

        return inner;
    }

    private static void Lists(JsonObject node, params string[] names)
    {
        foreach (var name in names)
        {
            node[name] ??= new JsonArray();
        }
    }

    private static void Null(JsonObject node, params string[] names)
    {
        foreach (var name in names.Where(n => !node.ContainsKey(n)))
        {
            node[name] = null;
        }
    }

    /// <summary>A strength is set by its id and read as the whole object.</summary>
    private static JsonNode? Strength(JsonObject? wanted, LabDirectory? directory) =>
        wanted is null ? null : directory?.Find(Sets.Strengths, wanted.Text("id")!)?.ToNode() ?? wanted.DeepClone();
}
