using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Which of the partner's security groups holds which of a relationship's roles.</summary>
internal static class GdapAccess
{
    private static readonly HashSet<string> Refused = ["4ba39ca4-527c-499a-b93d-d9b492c50246", "e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8", "d29b2b05-8046-44ba-8758-1e26182fcf32"];

    internal static HashSet<string> RolesOf(JsonObject node) =>
        ((node["accessDetails"] as JsonObject)?["unifiedRoles"] as JsonArray ?? []).Select(r => r!["roleDefinitionId"]?.ToString() ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Only built-in roles, and none of those reserved to partners and synchronisation.</summary>
    internal static void RequireRoles(LabCall call, HashSet<string> roles)
    {
        if (roles.FirstOrDefault(r => Refused.Contains(r) || call.Directory.Find(Sets.RoleTemplates, r) is null) is { } wrong)
        {
            throw LabError.BadRequest($"The role '{wrong}' cannot be delegated.");
        }
    }

    internal static LabResponse Create(LabCall call, LabObject relationship)
    {
        var body = call.Checked("delegatedAdminAccessAssignment", create: true);
        if (relationship["status"] != "active")
        {
            throw new LabError(409, "Conflict", "Access is assigned only while the relationship is active.");
        }

        var group = (body["accessContainer"] as JsonObject)?.Text("accessContainerId") ?? throw LabError.BadRequest("accessContainer is required.");
        if (call.Directory.Find(Sets.Groups, group)?.Flag("securityEnabled") != true)
        {
            throw LabError.BadRequest($"The security group '{group}' does not exist.");
        }

        if (call.Directory.ChildrenOf(relationship.Id, Sets.RelationshipAccess).Any(a => a.ToNode()["accessContainer"]?["accessContainerId"]?.ToString() == group))
        {
            throw new LabError(409, "Conflict", "The security group has an access assignment already.");
        }

        RequireSubset(relationship, body);
        var assignment = Writes.Make(Sets.RelationshipAccess, "delegatedAdminAccessAssignment", Writes.NewId(), new JsonObject
        {
            ["status"] = "active",
            ["createdDateTime"] = call.Time(),
            ["lastModifiedDateTime"] = call.Time(),
        }, body, relationship.Id);
        call.Transaction.Put(assignment);

        // It becomes active a little later; the answer says pending.
        return ReadHandler.Created(call, assignment.With(n => n["status"] = "pending"));
    }

    internal static LabResponse Update(LabCall call, LabObject relationship, string id)
    {
        var assignment = Find(call, relationship, id);
        ETags.Require(call, assignment);
        var body = call.Checked("delegatedAdminAccessAssignment", create: false);
        RequireSubset(relationship, body);
        var changed = Writes.Merge(assignment, body);
        if (changed.Json.AsSpan().SequenceEqual(assignment.Json))
        {
            return ReadHandler.Entity(call, assignment);
        }

        call.Transaction.Put(changed.With(n => n["lastModifiedDateTime"] = call.Time()));
        var operation = Writes.Make(Sets.RelationshipOperations, "delegatedAdminRelationshipOperation", Writes.NewId(), new JsonObject
        {
            ["operationType"] = "delegatedAdminAccessAssignmentUpdate",
            ["status"] = "succeeded",
            ["createdDateTime"] = call.Time(),
            ["lastModifiedDateTime"] = call.Time(),
            ["data"] = "",
        }, [], relationship.Id);
        call.Transaction.Put(operation);
        return new LabResponse(202)
            .WithHeader("Location", $"{call.VersionRoot}/tenantRelationships/delegatedAdminRelationships/{relationship.Id}/operations/{operation.Id}")
            .WithHeader("Retry-After", "10");
    }

    internal static LabResponse Delete(LabCall call, LabObject relationship, string id)
    {
        var assignment = Find(call, relationship, id);
        ETags.Require(call, assignment);
        call.Transaction.Delete(assignment);
        return LabResponse.NoContent;
    }

    private static LabObject Find(LabCall call, LabObject relationship, string id) =>
        call.Directory.ChildrenOf(relationship.Id, Sets.RelationshipAccess).FirstOrDefault(a => a.Id == id) ?? throw LabError.NotFound(id);

    private static void RequireSubset(LabObject relationship, JsonObject body)
    {
        if (!RolesOf(body).IsSubsetOf(RolesOf(relationship.ToNode())))
        {
            throw LabError.BadRequest("The roles of an access assignment must be among those of the relationship.");
        }
    }
}
