using System.Text.Json;
using MspGov.Core.Access;
using MspGov.Core.Reviews;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Reviews;

/// <summary>Reads what a plan needs to know beyond the path. What cannot be read stays null, and the planner then cuts nothing.</summary>
internal sealed class EdgeFactsReader(ITenantPort tenant)
{
    /// <summary>Reads the facts of one path.</summary>
    public async Task<EdgeFacts> ReadAsync(AccessPath path, string? newOwner, CancellationToken cancellationToken)
    {
        string first = path.Edges.Count == 0 ? "" : path.Edges[0];
        return new EdgeFacts
        {
            Group = first == AccessEdges.MemberOf ? await GroupAsync(path, cancellationToken) : null,
            Owned = path.Assignment == AssignmentKind.Owner ? await OwnedAsync(path, cancellationToken) : null,
            ConsentScopes = path.Assignment == AssignmentKind.Delegated ? await ScopesAsync(path, cancellationToken) : null,
            NewOwner = newOwner is null ? null : await UserAsync(newOwner, cancellationToken),
        };
    }

    private async Task<GroupFacts?> GroupAsync(AccessPath path, CancellationToken cancellationToken)
    {
        string id = path.Via[1];
        if (await tenant.FindAsync($"groups/{TenantReads.Escape(id)}?$select=id,displayName,groupTypes,membershipRule,onPremisesSyncEnabled,isAssignableToRole", cancellationToken) is not { } group)
        {
            return null;
        }

        bool dynamic = group.TryGetProperty("groupTypes", out JsonElement types) && types.ValueKind == JsonValueKind.Array
            && types.EnumerateArray().Any(type => string.Equals(type.GetString(), "DynamicMembership", StringComparison.OrdinalIgnoreCase));
        return new GroupFacts(
            id,
            group.Text("displayName") ?? id,
            dynamic ? group.Text("membershipRule") ?? "no rule given" : null,
            IsTrue(group, "onPremisesSyncEnabled"),
            IsTrue(group, "isAssignableToRole"),
            path.End is not null && await ScheduledAsync(id, path.PrincipalId, "member", cancellationToken));
    }

    private async Task<OwnedFacts?> OwnedAsync(AccessPath path, CancellationToken cancellationToken)
    {
        foreach ((string collection, OwnedKind kind) in new[] { ("applications", OwnedKind.Application), ("servicePrincipals", OwnedKind.ServicePrincipal), ("groups", OwnedKind.Group) })
        {
            if (await tenant.FindAsync($"{collection}/{TenantReads.Escape(path.Scope)}?$select=id,displayName", cancellationToken) is { } owned)
            {
                List<JsonElement> owners = await tenant.ListAsync($"{collection}/{TenantReads.Escape(path.Scope)}/owners?$select=id", cancellationToken) ?? [];
                bool scheduled = kind == OwnedKind.Group && path.End is not null && await ScheduledAsync(path.Scope, path.PrincipalId, "owner", cancellationToken);
                return new OwnedFacts(path.Scope, owned.Text("displayName") ?? path.Scope, kind, owners.Count, scheduled);
            }
        }

        return null;
    }

    private async Task<IReadOnlyList<string>?> ScopesAsync(AccessPath path, CancellationToken cancellationToken) =>
        path.AssignmentId is { } id && await tenant.FindAsync($"oauth2PermissionGrants/{TenantReads.Escape(id)}", cancellationToken) is { } grant
            ? (grant.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : null;

    private async Task<string?> UserAsync(string name, CancellationToken cancellationToken) =>
        (await tenant.FindAsync($"users/{TenantReads.Escape(name)}?$select=id", cancellationToken))?.Text("id");

    private async Task<bool> ScheduledAsync(string group, string principal, string access, CancellationToken cancellationToken)
    {
        List<JsonElement>? schedules = await tenant.ListAsync(
            $"identityGovernance/privilegedAccess/group/assignmentScheduleInstances?$filter=groupId eq '{TenantReads.Escape(group)}' and principalId eq '{TenantReads.Escape(principal)}'",
            cancellationToken);
        return schedules?.Any(schedule => schedule.Has("accessId", access)) == true;
    }

    private static bool IsTrue(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
