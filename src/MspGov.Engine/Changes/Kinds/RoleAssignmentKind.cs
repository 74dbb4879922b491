using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Direct role assignments.</summary>
internal sealed class RoleAssignmentKind : ChangeKind<RoleAssignmentChange>
{
    private const string Collection = "/roleManagement/directory/roleAssignments";

    /// <inheritdoc/>
    public override string Name => RoleAssignmentChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, RoleAssignmentChange change, string? before, CancellationToken cancellationToken)
    {
        List<JsonElement> held = await tenant.ListAsync($"{Collection}?$filter=principalId eq '{TenantReads.Escape(change.Principal)}'", cancellationToken) ?? [];
        JsonElement match = held.FirstOrDefault(assignment => assignment.Has("roleDefinitionId", change.Role) && Scopes.Same(assignment.Text("directoryScopeId"), change.Scope));
        return Presence(
            match.ValueKind == JsonValueKind.Object,
            change.Present,
            $"{change.Principal} holds role {change.Role} at {change.Scope} directly.",
            $"{change.Principal} does not hold role {change.Role} at {change.Scope} directly.") with
        { ObjectId = match.Text("id") };
    }

    protected override async Task<ChangeWrite> ApplyAsync(ITenantPort tenant, RoleAssignmentChange change, ChangeReading before, CancellationToken cancellationToken) =>
        await SendAsync(
            tenant,
            change.Present
                ? GraphRequest.Post(Collection, new JsonObject
                {
                    ["@odata.type"] = "#microsoft.graph.unifiedRoleAssignment",
                    ["principalId"] = change.Principal,
                    ["roleDefinitionId"] = change.Role,
                    ["directoryScopeId"] = change.Scope,
                })
                : GraphRequest.Delete($"{Collection}/{TenantReads.Escape(before.ObjectId!)}"),
            cancellationToken);

    protected override ITenantChange Undo(RoleAssignmentChange change, string? before) => change with { Present = !change.Present };
}

/// <summary>Directory scopes.</summary>
internal static class Scopes
{
    /// <summary>Whether two scopes are the same; Graph leaves out the root's slash at times.</summary>
    public static bool Same(string? one, string? other) =>
        string.Equals((one ?? "").Trim('/'), (other ?? "").Trim('/'), StringComparison.OrdinalIgnoreCase);
}
