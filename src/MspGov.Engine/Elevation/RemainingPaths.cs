using System.Text.Json;
using MspGov.Core.Elevation;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Elevation;

/// <summary>
/// What else gives the principal the same role, or the same group, once the grant's own path is gone. Three reads for a role (its
/// holders, the principal's groups, eligibilities), one for a group.
/// </summary>
internal static class RemainingPaths
{
    public static async Task<IReadOnlyList<string>> ReadAsync(ITenantPort tenant, ElevationRequest request, CancellationToken cancellationToken)
    {
        string principal = TenantReads.Escape(request.PrincipalId);
        List<JsonElement> groups = await tenant.ListAsync($"/users/{principal}/transitiveMemberOf?$select=id,displayName&$top=999", cancellationToken) ?? [];
        if (request.Target.GroupId is { } group)
        {
            return groups.Any(held => held.Has("id", group))
                ? [$"member of '{request.Target.Name}' through a nested group"]
                : [];
        }

        var remaining = new List<string>();
        string role = TenantReads.Escape(request.Target.RoleId!);
        Dictionary<string, string> names = groups.Where(held => held.Text("id") is not null)
            .ToDictionary(held => held.Text("id")!, held => held.Text("displayName") ?? held.Text("id")!, StringComparer.OrdinalIgnoreCase);
        foreach (JsonElement assignment in await tenant.ListAsync($"/roleManagement/directory/roleAssignments?$filter=roleDefinitionId eq '{role}'", cancellationToken) ?? [])
        {
            string? holder = assignment.Text("principalId");
            string scope = assignment.Text("directoryScopeId") ?? "/";
            if (string.Equals(holder, request.PrincipalId, StringComparison.OrdinalIgnoreCase))
            {
                remaining.Add($"direct assignment of '{request.Target.Name}' at {scope}");
            }
            else if (holder is not null && names.TryGetValue(holder, out string? name))
            {
                remaining.Add($"'{request.Target.Name}' at {scope} through group '{name}'");
            }
        }

        return remaining;
    }
}
