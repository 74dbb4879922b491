using System.Text.Json.Nodes;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>Deleting into the 30-day bin and back: edges and assignments of the object go with it and return with it.</summary>
internal static class SoftDelete
{
    private static readonly (string Set, string[] Properties)[] Dependents =
    [
        (Sets.RoleAssignments, ["principalId"]),
        (Sets.AssignmentSchedules, ["principalId"]),
        (Sets.AssignmentInstances, ["principalId"]),
        (Sets.EligibilitySchedules, ["principalId"]),
        (Sets.EligibilityInstances, ["principalId"]),
        (Sets.GroupAssignmentSchedules, ["principalId", "groupId"]),
        (Sets.GroupAssignmentInstances, ["principalId", "groupId"]),
        (Sets.GroupEligibilitySchedules, ["principalId", "groupId"]),
        (Sets.GroupEligibilityInstances, ["principalId", "groupId"]),
        (Sets.AppRoleAssignments, ["principalId", "resourceId"]),
        (Sets.PermissionGrants, ["principalId", "clientId", "resourceId"]),
    ];

    internal static void Delete(LabCall call, LabObject item)
    {
        var edges = new JsonArray();
        foreach (var relation in call.Directory.RelationNames.ToList())
        {
            var table = call.Directory.Edges(relation);
            foreach (var (from, to) in table.From(item.Id).Select(t => (item.Id, t)).Concat(table.To(item.Id).Select(f => (f, item.Id))).ToList())
            {
                edges.Add(new JsonArray(relation, from, to));
                call.Transaction.Unlink(relation, from, to);
            }
        }

        var objects = new JsonArray();
        foreach (var (set, properties) in Dependents)
        {
            foreach (var dependent in properties.SelectMany(p => call.Directory.Set(set).Where(p, item.Id)).Distinct().ToList())
            {
                objects.Add(new JsonObject { ["set"] = set, ["type"] = dependent.Type, ["parent"] = dependent.Parent, ["json"] = dependent.ToNode() });
                call.Transaction.Delete(dependent);
            }
        }

        call.Transaction.Delete(item);
        var binned = item.With(node => node["deletedDateTime"] = call.Time());
        call.Transaction.Put(new LabObject(Sets.Deleted, item.Type, item.Id, null, binned.Json));
        var rest = new JsonObject { ["id"] = item.Id, ["set"] = item.Set, ["edges"] = edges, ["objects"] = objects };
        call.Transaction.Put(new LabObject(Sets.DeletedEdges, "deletedEdges", item.Id, null, LabJson.ToBytes(rest)));
    }

    internal static LabResponse Restore(LabCall call, string id)
    {
        var binned = call.Directory.Find(Sets.Deleted, id) ?? throw LabError.NotFound(id);
        var rest = call.Directory.Find(Sets.DeletedEdges, id)!;
        var node = rest.ToNode();
        if (binned.Type == "user" && call.Directory.Set(Sets.Users).Where("userPrincipalName", binned["userPrincipalName"]!).Count > 0)
        {
            throw LabError.BadRequest("Another object with the same value for property userPrincipalName already exists.");
        }

        var item = new LabObject(node["set"]!.ToString(), binned.Type, id, null, binned.With(n => n["deletedDateTime"] = null).Json);
        call.Transaction.Delete(binned);
        call.Transaction.Delete(rest);
        call.Transaction.Put(item);
        foreach (var edge in node["edges"]!.AsArray())
        {
            var (relation, from, to) = (edge![0]!.ToString(), edge[1]!.ToString(), edge[2]!.ToString());
            if (call.Directory.FindDirectoryObject(from) is not null && call.Directory.FindDirectoryObject(to) is not null)
            {
                call.Transaction.Link(relation, from, to);
            }
        }

        foreach (var entry in node["objects"]!.AsArray())
        {
            var json = entry!["json"]!.AsObject();
            call.Transaction.Put(new LabObject(entry["set"]!.ToString(), entry["type"]!.ToString(), json["id"]!.ToString(), entry["parent"]?.ToString(), LabJson.ToBytes(json)));
        }

        return ReadHandler.Entity(call, item, polymorphic: true);
    }

    internal static LabResponse Purge(LabCall call, string id)
    {
        call.Transaction.Delete(call.Directory.Find(Sets.Deleted, id) ?? throw LabError.NotFound(id));
        if (call.Directory.Find(Sets.DeletedEdges, id) is { } rest)
        {
            call.Transaction.Delete(rest);
        }

        return LabResponse.NoContent;
    }
}
