using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Scoped role members of administrative units.</summary>
internal sealed class ScopedRoleKind : ChangeKind<ScopedRoleChange>
{
    /// <inheritdoc/>
    public override string Name => ScopedRoleChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, ScopedRoleChange change, string? before, CancellationToken cancellationToken)
    {
        List<JsonElement> members = await tenant.ListAsync(Collection(change), cancellationToken) ?? [];
        JsonElement match = members.FirstOrDefault(member => member.Has("roleId", change.Role) && member.TryGetProperty("roleMemberInfo", out JsonElement info) && info.Has("id", change.Principal));
        return Presence(
            match.ValueKind == JsonValueKind.Object,
            change.Present,
            $"{change.Principal} holds role {change.Role} in administrative unit {change.Unit}.",
            $"{change.Principal} does not hold role {change.Role} in administrative unit {change.Unit}.") with
        { ObjectId = match.Text("id") };
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, ScopedRoleChange change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(
            tenant,
            change.Present
                ? GraphRequest.Post(Collection(change), new JsonObject { ["roleId"] = change.Role, ["roleMemberInfo"] = new JsonObject { ["id"] = change.Principal } })
                : GraphRequest.Delete($"{Collection(change)}/{TenantReads.Escape(before.ObjectId!)}"),
            cancellationToken);

    protected override ITenantChange Undo(ScopedRoleChange change, string? before) => change with { Present = !change.Present };

    private static string Collection(ScopedRoleChange change) => $"/directory/administrativeUnits/{TenantReads.Escape(change.Unit)}/scopedRoleMembers";
}
