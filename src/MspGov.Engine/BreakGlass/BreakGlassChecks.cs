using System.Text.Json;
using MspGov.Core.Access;
using MspGov.Core.BreakGlass;
using MspGov.Core.Errors;
using MspGov.Engine.Changes;

namespace MspGov.Engine.BreakGlass;

/// <summary>Reads whether an account can open the tenant when nothing else can. What cannot be read has not passed.</summary>
internal static class BreakGlassChecks
{
    /// <summary>Four reads: the user, its roles, its groups, the Conditional Access policies.</summary>
    public static async Task<IReadOnlyList<BreakGlassCheck>> ReadAsync(ITenantPort tenant, string principal, CancellationToken cancellationToken)
    {
        JsonElement? user = await tenant.FindAsync($"/users/{TenantReads.Escape(principal)}?$select=id,userPrincipalName,accountEnabled,onPremisesSyncEnabled", cancellationToken);
        if (user is not { } found)
        {
            return [new BreakGlassCheck("Exists", false, "The tenant has no such user.")];
        }

        bool enabled = Flag(found, "accountEnabled");
        bool synced = Flag(found, "onPremisesSyncEnabled");
        return
        [
            new("Exists", true, found.Text("userPrincipalName") ?? principal),
            new("Enabled", enabled, enabled ? "Sign-in is allowed." : "Sign-in is blocked."),
            new("CloudOnly", !synced, synced ? "The account is synchronised from a directory on premises, and falls with it." : "The account is of the cloud alone."),
            await TryAsync("GlobalAdministrator", () => RoleAsync(tenant, principal, cancellationToken)),
            await TryAsync("ConditionalAccess", () => ConditionalAccessAsync(tenant, principal, cancellationToken)),
        ];
    }

    private static async Task<BreakGlassCheck> TryAsync(string name, Func<Task<BreakGlassCheck>> check)
    {
        try
        {
            return await check();
        }
        catch (GovException e)
        {
            return new BreakGlassCheck(name, null, $"It could not be read: {e.Message}");
        }
    }

    private static async Task<BreakGlassCheck> RoleAsync(ITenantPort tenant, string principal, CancellationToken cancellationToken)
    {
        List<JsonElement> held = await tenant.ListAsync($"/roleManagement/directory/roleAssignments?$filter=principalId eq '{TenantReads.Escape(principal)}'", cancellationToken) ?? [];
        bool administrator = held.Any(assignment => assignment.Has("roleDefinitionId", EntraReference.GlobalAdministrator) && assignment.Text("directoryScopeId") is null or "/" or "");
        return new BreakGlassCheck(
            "GlobalAdministrator", administrator, administrator ? "It is Global Administrator at any time." : "It is not Global Administrator by a standing, direct assignment.");
    }

    private static async Task<BreakGlassCheck> ConditionalAccessAsync(ITenantPort tenant, string principal, CancellationToken cancellationToken)
    {
        List<JsonElement> policies = await tenant.ListAsync("/identity/conditionalAccess/policies", cancellationToken) ?? [];
        List<JsonElement> groups = await tenant.ListAsync($"/users/{TenantReads.Escape(principal)}/transitiveMemberOf?$select=id&$top=999", cancellationToken) ?? [];
        HashSet<string> memberOf = [.. groups.Select(group => group.Text("id")).OfType<string>()];
        string[] catching = [.. policies.Where(policy => Catches(policy, principal, memberOf)).Select(policy => policy.Text("displayName") ?? policy.Text("id")!)];
        return new BreakGlassCheck(
            "ConditionalAccess",
            catching.Length == 0,
            catching.Length == 0 ? "No Conditional Access policy in force applies to it." : $"Not excluded from: {string.Join(", ", catching)}.");
    }

    private static bool Catches(JsonElement policy, string principal, HashSet<string> memberOf)
    {
        if (policy.Has("state", "disabled")
            || !policy.TryGetProperty("conditions", out JsonElement conditions)
            || !conditions.TryGetProperty("users", out JsonElement users))
        {
            return false;
        }

        bool excluded = Names(users, "excludeUsers").Contains(principal, StringComparer.OrdinalIgnoreCase)
            || Names(users, "excludeGroups").Any(memberOf.Contains);
        string[] included = [.. Names(users, "includeUsers")];
        return !excluded
            && (included.Contains("All", StringComparer.OrdinalIgnoreCase)
                || included.Contains(principal, StringComparer.OrdinalIgnoreCase)
                || Names(users, "includeGroups").Any(memberOf.Contains)
                || Names(users, "includeRoles").Contains(EntraReference.GlobalAdministrator, StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Names(JsonElement users, string name) =>
        users.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(item => item.GetString()).OfType<string>()
            : [];

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
