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
