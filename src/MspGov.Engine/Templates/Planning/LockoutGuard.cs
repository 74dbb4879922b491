using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>
/// Keeps a way into every tenant: Conditional Access always excludes its break-glass accounts and, where the MSP comes in as a
/// partner, service provider users; a policy that would still shut everybody out is refused.
/// </summary>
internal static class LockoutGuard
{
    private const string ServiceProvider = "serviceProvider";

    /// <summary>States the exclusion of the break-glass accounts in a template's policy.</summary>
    public static JObject State(JObject body)
    {
        if (!TargetsUsers(body))
        {
            return body;
        }

        var result = (JObject)body.DeepClone();
        var users = (JObject)result["conditions"]!["users"]!;
        var excluded = users["excludeUsers"] as JArray ?? [];
        string symbol = new Symbol(Symbol.BreakGlass, "").ToString();
        if (!excluded.Any(item => (string?)item == symbol))
        {
            excluded.Add(symbol);
        }

        users["excludeUsers"] = excluded;
        return result;
    }

    /// <summary>Puts the exclusions of this tenant into a resolved policy.</summary>
    /// <param name="resolved">Policy with the tenant's own ids.</param>
    /// <param name="facts">Tenant.</param>
    /// <param name="key">Name of the policy.</param>
    /// <param name="enforces">Whether it is going to be enforced, and not only compared or reported.</param>
    /// <exception cref="GovException">BreakGlassGuard, when the tenant would have no way in left.</exception>
    public static JObject Enforce(JObject resolved, TenantFacts facts, string key, bool enforces)
    {
        if (!TargetsUsers(resolved))
        {
            return resolved;
        }

        var result = (JObject)resolved.DeepClone();
        var users = (JObject)result["conditions"]!["users"]!;
        var excluded = new JArray((users["excludeUsers"] as JArray ?? []).Union(facts.BreakGlass.Select(id => (JToken)id), JToken.EqualityComparer));
        users["excludeUsers"] = excluded;
        if (facts.ThroughPartner)
        {
            ExcludeServiceProviders(users);
        }

        if (enforces && facts.BreakGlass.Count == 0 && (string?)result["state"] == "enabled" && IncludesEverybody(users))
        {
            throw TenantErrors.BreakGlassGuard.With(
                $"Tenant '{facts.Tenant}' has no registered break-glass account, and '{key}' is for all its users: a mistake would lock everybody out. "
                + "Register an emergency account first, or create policies report-only (-ReportOnly).");
        }

        return result;
    }

    /// <summary>Whether a policy is about people (and not about workload identities).</summary>
    public static bool TargetsUsers(JObject body) => body["conditions"]?["users"] is JObject users
        && ((string?)(users["includeUsers"] as JArray)?.FirstOrDefault() != "None" || (users["includeUsers"] as JArray)?.Count > 1);

    /// <summary>Whether a policy only reports.</summary>
    public static bool IsReportOnly(JObject body) =>
        string.Equals((string?)body["state"], "enabledForReportingButNotEnforced", StringComparison.OrdinalIgnoreCase);

    private static bool IncludesEverybody(JObject users) =>
        (users["includeUsers"] as JArray ?? []).Any(item => string.Equals((string?)item, "All", StringComparison.OrdinalIgnoreCase))
        || (users["includeRoles"] as JArray ?? []).Any(item => (string?)item == "62e90394-69f5-4237-9190-012177145e10");

    private static void ExcludeServiceProviders(JObject users)
    {
        if (users["excludeGuestsOrExternalUsers"] is not JObject excluded)
        {
            users["excludeGuestsOrExternalUsers"] = new JObject
            {
                ["guestOrExternalUserTypes"] = ServiceProvider,
                ["externalTenants"] = new JObject { ["@odata.type"] = "#microsoft.graph.conditionalAccessAllExternalTenants", ["membershipKind"] = "all" },
            };
            return;
        }

        string types = (string?)excluded["guestOrExternalUserTypes"] ?? "";
        if (!types.Split(',', StringSplitOptions.TrimEntries).Contains(ServiceProvider, StringComparer.OrdinalIgnoreCase))
        {
            excluded["guestOrExternalUserTypes"] = types.Length == 0 ? ServiceProvider : $"{types},{ServiceProvider}";
        }
    }
}
