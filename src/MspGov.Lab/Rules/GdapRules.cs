using System.Text.Json.Nodes;
using System.Xml;
using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>GDAP relationships in the partner's tenant (FACTS section 7).</summary>
internal sealed class RelationshipRules() : SetRules(Sets.Relationships, "delegatedAdminRelationship")
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(730);
    private static readonly string[] Extensions = ["PT0S", "P0D", "P180D"];

    internal override LabResponse Update(LabCall call, LabObject item)
    {
        var body = call.Checked(Type, create: false);
        var extensionOnly = body.All(p => p.Key.StartsWith('@') || p.Key == "autoExtendDuration");
        if (item["status"] != "created" && !(extensionOnly && item["status"] == "active"))
        {
            throw new LabError(409, "Conflict", "The relationship can only be changed while its status is created.");
        }

        var changed = Complete(call, Writes.Merge(item, body).With(n => n["lastModifiedDateTime"] = call.Time()));
        call.Transaction.Put(changed);
        return ReadHandler.Entity(call, changed);
    }

    internal override LabResponse Delete(LabCall call, LabObject item)
    {
        if (item["status"] != "created")
        {
            throw new LabError(409, "Conflict", "Only a relationship whose status is created can be deleted; others are terminated by a request.");
        }

        return base.Delete(call, item);
    }

    internal static LabResponse? TryInside(LabCall call, LabObject item, string[] rest) => (call.Method, rest) switch
    {
        ("POST", ["requests"]) => Ask(call, item),
        ("POST", ["accessAssignments"]) => GdapAccess.Create(call, item),
        ("PATCH", ["accessAssignments", var id]) => GdapAccess.Update(call, item, id),
        ("DELETE", ["accessAssignments", var id]) => GdapAccess.Delete(call, item, id),
        _ => null,
    };

    /// <summary>What the customer's administrator does in the portal.</summary>
    internal static LabObject Approved(LabObject item, DateTimeOffset now) => item.With(n =>
    {
        n["status"] = "active";
        n["activatedDateTime"] = GenerationContext.Text(now);
        n["endDateTime"] = GenerationContext.Text(now + XmlConvert.ToTimeSpan(n["duration"]!.ToString()));
        n["lastModifiedDateTime"] = GenerationContext.Text(now);
    });

    protected override JsonObject Defaults(LabCall call, JsonObject body)
    {
        var name = body.RequiredText("displayName");
        _ = body.RequiredText("duration");
        if (call.Directory.Set(Set).Where("displayName", name).Count > 0)
        {
            throw new LabError(409, "Conflict", "A relationship with the same display name exists already.");
        }

        if ((body["accessDetails"] as JsonObject)?["unifiedRoles"] is not JsonArray { Count: > 0 })
        {
            throw LabError.BadRequest("accessDetails with at least one role is required.");
        }

        return new JsonObject
        {
            ["displayName"] = null,
            ["duration"] = null,
            ["autoExtendDuration"] = "PT0S",
            ["status"] = "created",
            ["createdDateTime"] = call.Time(),
            ["lastModifiedDateTime"] = call.Time(),
            ["activatedDateTime"] = null,
            ["endDateTime"] = null,
            ["customer"] = null,
        };
    }

    protected override LabObject Complete(LabCall call, LabObject item)
    {
        var node = item.ToNode();
        TimeSpan duration;
        try
        {
            duration = XmlConvert.ToTimeSpan(node.Text("duration") ?? "");
        }
        catch (FormatException)
        {
            throw LabError.BadRequest("duration is not a duration.");
        }

        if (duration < TimeSpan.FromDays(1) || duration > Longest)
        {
            throw LabError.BadRequest("duration must be between P1D and P730D.");
        }

        var roles = GdapAccess.RolesOf(node);
        var extension = node.Text("autoExtendDuration") ?? "PT0S";
        if (!Extensions.Contains(extension) || (extension == "P180D" && roles.Contains(RoleCatalogue.GlobalAdministrator)))
        {
            throw LabError.BadRequest("autoExtendDuration must be PT0S or P180D, and cannot be used with Global Administrator.");
        }

        GdapAccess.RequireRoles(call, roles);
        return item;
    }

    private static LabResponse Ask(LabCall call, LabObject item)
    {
        var action = call.Checked("delegatedAdminRelationshipRequest", create: true).RequiredText("action");
        var status = (action, item["status"]) switch
        {
            ("lockForApproval", "created") => "approvalPending",
            ("terminate", "active" or "expiring" or "approvalPending" or "approved") => "terminated",
            ("approve", "approvalPending") => "active",
            ("reject", "approvalPending") => "terminated",
            _ => throw new LabError(409, "Conflict", $"The action {action} is not possible while the status is {item["status"]}."),
        };
        call.Transaction.Put(status == "active" ? Approved(item, call.Now) : item.With(n =>
        {
            n["status"] = status;
            n["lastModifiedDateTime"] = call.Time();
        }));
        if (status == "terminated")
        {
            foreach (var access in call.Directory.ChildrenOf(item.Id, Sets.RelationshipAccess).ToList())
            {
                call.Transaction.Delete(access);
            }
        }

        var request = Writes.Make(Sets.RelationshipRequests, "delegatedAdminRelationshipRequest", Writes.NewId(), new JsonObject
        {
            ["action"] = action,
            ["status"] = "succeeded",
            ["createdDateTime"] = call.Time(),
            ["lastModifiedDateTime"] = call.Time(),
        }, [], item.Id);
        call.Transaction.Put(request);
        return ReadHandler.Created(call, request);
    }
}

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
