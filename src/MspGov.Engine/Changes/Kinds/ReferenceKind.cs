using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>Members and owners: <c>POST …/$ref</c> and <c>DELETE …/{id}/$ref</c>.</summary>
internal sealed class ReferenceKind : ChangeKind<ReferenceChange>
{
    /// <inheritdoc/>
    public override string Name => ReferenceChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, ReferenceChange change, string? before, CancellationToken cancellationToken)
    {
        List<JsonElement>? targets = await tenant.ListAsync($"{Collection(change)}?$select=id&$top=999", cancellationToken);
        string role = change.Relation is Relation.GroupMember or Relation.UnitMember ? "member" : "owner";
        if (targets is null)
        {
            string gone = $"{change.Object} is not in the tenant (any more).";
            return change.Present ? new ChangeReading(Shown.NotAsWanted, gone) : new ChangeReading(Shown.AsWanted, gone);
        }

        return Presence(
            targets.Any(target => target.Has("id", change.Target)),
            change.Present,
            $"{change.Target} is among the {targets.Count} {role}s of {change.Object}.",
            $"{change.Target} is not among the {targets.Count} {role}s of {change.Object}.");
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, ReferenceChange change, ChangeReading before, CancellationToken cancellationToken) =>
        SendAsync(
            tenant,
            change.Present
                ? GraphRequest.Post($"{Collection(change)}/$ref", new JsonObject { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/directoryObjects/{change.Target}" })
                : GraphRequest.Delete($"{Collection(change)}/{TenantReads.Escape(change.Target)}/$ref"),
            cancellationToken);

    protected override ITenantChange Undo(ReferenceChange change, string? before) => change with { Present = !change.Present };

    private static string Collection(ReferenceChange change)
    {
        string id = TenantReads.Escape(change.Object);
        return change.Relation switch
        {
            Relation.GroupMember => $"/groups/{id}/members",
            Relation.GroupOwner => $"/groups/{id}/owners",
            Relation.ApplicationOwner => $"/applications/{id}/owners",
            Relation.ServicePrincipalOwner => $"/servicePrincipals/{id}/owners",
            _ => $"/directory/administrativeUnits/{id}/members",
        };
    }
}
