using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>App role assignments, read and written on the principal's side, where they are few.</summary>
internal sealed class AppRoleKind : ChangeKind<AppRoleChange>
{
    /// <inheritdoc/>
    public override string Name => AppRoleChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, AppRoleChange change, string? before, CancellationToken cancellationToken)
    {
        List<JsonElement>? held = await tenant.ListAsync(Collection(change), cancellationToken);
        JsonElement match = (held ?? []).FirstOrDefault(assignment => assignment.Has("resourceId", change.Resource) && assignment.Has("appRoleId", change.AppRole));
        return Presence(
            match.ValueKind == JsonValueKind.Object,
            change.Present,
            $"{change.Principal} has app role {change.AppRole} of {change.Resource}.",
            held is null ? $"{change.Principal} is not in the tenant (any more)." : $"{change.Principal} does not have app role {change.AppRole} of {change.Resource}.") with
        {
            ObjectId = match.Text("id"),
            Name = match.Text("principalDisplayName"),
        };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, AppRoleChange change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(
            tenant,
            change.Present
                ? GraphRequest.Post(Collection(change), new JsonObject { ["principalId"] = change.Principal, ["resourceId"] = change.Resource, ["appRoleId"] = change.AppRole })
                : GraphRequest.Delete($"{Collection(change)}/{TenantReads.Escape(before.ObjectId!)}"),
            cancellationToken);

    protected override ITenantChange Undo(AppRoleChange change, string? before) => change with { Present = !change.Present };

    private static string Collection(AppRoleChange change)
    {
        string holder = change.Holder switch { AppRoleHolder.User => "users", AppRoleHolder.Group => "groups", _ => "servicePrincipals" };
        return $"/{holder}/{TenantReads.Escape(change.Principal)}/appRoleAssignments";
    }
}
