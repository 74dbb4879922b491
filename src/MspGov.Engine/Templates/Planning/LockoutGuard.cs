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

    /// <summary>Puts the exclusions of this tenant into a resolved policy: whatever the template, or an accepted deviation, says.</summary>
    public static JObject Exclude(JObject resolved, TenantFacts facts)
    {
        if (!TargetsUsers(resolved))
        {
            return resolved;
        }

        var result = (JObject)resolved.DeepClone();
        var users = (JObject)result["conditions"]!["users"]!;
        var excluded = new JArray((users["excludeUsers"] as JArray ?? []).Union(facts.BreakGlass.Select(id => (JToken)id), JToken.EqualityComparer));
        users["excludeUsers"] = excluded;
        if (facts.Partner is { } partner && !IsForServiceProviders(users))
        {
            ExcludeServiceProviders(users, partner);
        }

        return result;
    }

    /// <summary>Why a policy, with its exclusions, must not be enforced in this tenant; null when it may.</summary>
    public static GovException? Refusal(JObject policy, TenantFacts facts, string key)
    {
        if (!TargetsUsers(policy) || !IsEnforced(policy))
        {
            return null;
        }

        var users = (JObject)policy["conditions"]!["users"]!;
        if (facts.BreakGlass.Count == 0 && IncludesEverybody(users))
        {
            return TenantErrors.BreakGlassGuard.With(
                $"Tenant '{facts.Tenant}' has no registered break-glass account, and '{key}' is for all its users: a mistake would lock everybody out. "
                + "Register an emergency account first, or create policies report-only (-ReportOnly).");
        }

        if (Blocks(policy) && IncludesEverybody(users) && IsUnconditional(policy) && !SparesAnybody(users, facts))
        {
            return TenantErrors.BreakGlassGuard.With(
                $"'{key}' blocks everybody from everything in tenant '{facts.Tenant}', always: only the break-glass accounts could still sign in. "
                + "Narrow whom or what it blocks, or when.");
        }

        return facts.Partner is not null && Blocks(policy) && IsForServiceProviders(users)
            ? TenantErrors.BreakGlassGuard.With($"'{key}' blocks service provider users, and tenant '{facts.Tenant}' is reached through a partner: it would lock the MSP out.")
            : null;
    }

    /// <summary>Whether a policy is about people (and not about workload identities).</summary>
    public static bool TargetsUsers(JObject body) => body["conditions"]?["users"] is JObject users
        && (Strings(users["includeUsers"]).Any(item => item != "None") || Strings(users["includeGroups"]).Any() || Strings(users["includeRoles"]).Any()
            || users["includeGuestsOrExternalUsers"] is JObject);

    /// <summary>Whether a policy is in force.</summary>
    public static bool IsEnforced(JObject body) => string.Equals((string?)body["state"], "enabled", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a policy leaves a user out by name, or is not about people.</summary>
    public static bool Excludes(JObject body, string user) => !TargetsUsers(body) || Has(body["conditions"]!["users"]!["excludeUsers"], user);

    /// <summary>Whether a policy only reports.</summary>
    public static bool IsReportOnly(JObject body) =>
        string.Equals((string?)body["state"], "enabledForReportingButNotEnforced", StringComparison.OrdinalIgnoreCase);

    private static bool IncludesEverybody(JObject users) =>
        Has(users["includeUsers"], "All") || Has(users["includeRoles"], "62e90394-69f5-4237-9190-012177145e10");

    /// <summary>Whether the policy is there for service providers by name, as a rule for them: then they are not excluded from it.</summary>
    private static bool IsForServiceProviders(JObject users) => Types(users["includeGuestsOrExternalUsers"]).Contains(ServiceProvider, StringComparer.OrdinalIgnoreCase);

    private static bool Blocks(JObject policy) => Has(policy["grantControls"]?["builtInControls"], "block");

    /// <summary>Whether it applies to every application from everywhere with every client: no condition narrows it.</summary>
    private static bool IsUnconditional(JObject policy)
    {
        var conditions = (JObject)policy["conditions"]!;
        JToken? applications = conditions["applications"];
        return Has(applications?["includeApplications"], "All") && !Strings(applications?["excludeApplications"]).Any() && applications?["applicationFilter"] is not JObject
            && (Has(conditions["clientAppTypes"], "all") || !Strings(conditions["clientAppTypes"]).Any())
            && Everywhere(conditions["locations"], "Locations") && Everywhere(conditions["platforms"], "Platforms")
            && !Strings(conditions["signInRiskLevels"]).Any() && !Strings(conditions["userRiskLevels"]).Any()
            && conditions["devices"] is not JObject && conditions["authenticationFlows"] is not JObject
            && conditions["insiderRiskLevels"] is null or JValue { Type: JTokenType.Null };
    }

    private static bool Everywhere(JToken? condition, string what) => condition is not JObject
        || ((Has(condition["include" + what], "all") || !Strings(condition["include" + what]).Any()) && !Strings(condition["exclude" + what]).Any());

    /// <summary>Whether anybody of the tenant is left out beside the break-glass accounts.</summary>
    private static bool SparesAnybody(JObject users, TenantFacts facts) =>
        Strings(users["excludeGroups"]).Any() || Strings(users["excludeRoles"]).Any()
        || Strings(users["excludeUsers"]).Any(user => Guid.TryParse(user, out _) && !facts.BreakGlass.Contains(user, StringComparer.OrdinalIgnoreCase));

    private static void ExcludeServiceProviders(JObject users, string partner)
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

        if (!Types(excluded).Contains(ServiceProvider, StringComparer.OrdinalIgnoreCase))
        {
            excluded["guestOrExternalUserTypes"] = string.Join(',', [.. Types(excluded), ServiceProvider]);
        }

        // Where only some tenants' people are excluded, the partner's must be among them.
        if (excluded["externalTenants"] is JObject { } tenants && tenants["members"] is JArray members && !Has(members, partner))
        {
            members.Add(partner);
        }
    }

    private static string[] Types(JToken? guests) =>
        ((string?)(guests as JObject)?["guestOrExternalUserTypes"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Strings(JToken? list) => (list as JArray)?.Values<string>().OfType<string>() ?? [];

    private static bool Has(JToken? list, string value) => Strings(list).Contains(value, StringComparer.OrdinalIgnoreCase);
}
