using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Access of partner groups under a GDAP relationship (FACTS section 7: If-Match is required to delete).</summary>
internal sealed class GdapAssignmentKind : ChangeKind<GdapAssignmentChange>
{
    /// <inheritdoc/>
    public override string Name => GdapAssignmentChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, GdapAssignmentChange change, string? before, CancellationToken cancellationToken)
    {
        JsonElement match = await MatchAsync(tenant, change, cancellationToken);
        if (match.ValueKind != JsonValueKind.Object)
        {
            return new ChangeReading(change.Present ? Shown.NotAsWanted : Shown.AsWanted, $"Group {change.Group} has no access under relationship {change.Relationship}.");
        }

        string[] roles = Roles(match);
        string status = match.Text("status") ?? "unknown";
        bool same = change.Present && match.Has("status", "active") && roles.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(change.Roles);
        return new ChangeReading(same ? Shown.AsWanted : Shown.NotAsWanted, $"Group {change.Group} has {roles.Length} role(s) under relationship {change.Relationship}; status '{status}'.")
        {
            ObjectId = match.Text("id"),
            Before = new JsonObject { ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode?)role)]) }.ToJsonString(),
        };
    }

    protected override async Task<ChangeWrite> ApplyAsync(ITenantPort tenant, GdapAssignmentChange change, ChangeReading before, CancellationToken cancellationToken)
    {
        var details = new JsonObject
        {
            ["unifiedRoles"] = new JsonArray([.. change.Roles.Select(role => new JsonObject { ["roleDefinitionId"] = role })]),
        };
        if (before.ObjectId is null)
        {
            var container = new JsonObject { ["accessContainerId"] = change.Group, ["accessContainerType"] = "securityGroup" };
            return await SendAsync(tenant, GraphRequest.Post(Collection(change), new JsonObject { ["accessContainer"] = container, ["accessDetails"] = details }), cancellationToken);
        }

        string path = $"{Collection(change)}/{TenantReads.Escape(before.ObjectId)}";
        string? etag = (await tenant.FindAsync(path, cancellationToken))?.Text("@odata.etag");
        GraphRequest request = change.Present ? GraphRequest.Patch(path, new JsonObject { ["accessDetails"] = details }) : GraphRequest.Delete(path);
        return await SendAsync(tenant, request with { IfMatch = etag ?? "*" }, cancellationToken);
    }

    protected override ITenantChange? Undo(GdapAssignmentChange change, string? before)
    {
        if (before is null)
        {
            return change.Present ? change with { Present = false } : null;
        }

        using JsonDocument document = JsonDocument.Parse(before);
        string[] roles = document.RootElement.TryGetProperty("roles", out JsonElement ids) ? [.. ids.EnumerateArray().Select(id => id.GetString() ?? "")] : [];
        return change with { Present = true, Roles = roles };
    }

    private static async Task<JsonElement> MatchAsync(ITenantPort tenant, GdapAssignmentChange change, CancellationToken cancellationToken)
    {
        List<JsonElement> assignments = await tenant.ListAsync(Collection(change), cancellationToken) ?? [];
        return assignments.FirstOrDefault(assignment => !assignment.Has("status", "deleted")
            && assignment.TryGetProperty("accessContainer", out JsonElement container) && container.Has("accessContainerId", change.Group));
    }

    private static string[] Roles(JsonElement assignment) =>
        assignment.TryGetProperty("accessDetails", out JsonElement details) && details.TryGetProperty("unifiedRoles", out JsonElement roles) && roles.ValueKind == JsonValueKind.Array
            ? [.. roles.EnumerateArray().Select(role => role.Text("roleDefinitionId") ?? "")] : [];

    private static string Collection(GdapAssignmentChange change) =>
        $"/tenantRelationships/delegatedAdminRelationships/{TenantReads.Escape(change.Relationship)}/accessAssignments";
}

/// <summary>GDAP relationships: terminated. Only an end state counts as done.</summary>
internal sealed class GdapTerminationKind : ChangeKind<GdapTermination>
{
    /// <inheritdoc/>
    public override string Name => GdapTermination.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, GdapTermination change, string? before, CancellationToken cancellationToken)
    {
        if (await tenant.FindAsync(Path(change), cancellationToken) is not { } relationship)
        {
            return new ChangeReading(Shown.AsWanted, $"There is no relationship {change.Relationship}.");
        }

        string status = relationship.Text("status") ?? "unknown";
        bool ended = status.Equals("terminated", StringComparison.OrdinalIgnoreCase) || status.Equals("expired", StringComparison.OrdinalIgnoreCase);
        return new ChangeReading(ended ? Shown.AsWanted : Shown.NotAsWanted, $"The relationship's status is '{status}'.") { Name = relationship.Text("displayName") };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, GdapTermination change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(tenant, GraphRequest.Post($"{Path(change)}/requests", new JsonObject { ["action"] = "terminate" }), cancellationToken);

    private static string Path(GdapTermination change) => $"/tenantRelationships/delegatedAdminRelationships/{TenantReads.Escape(change.Relationship)}";
}
