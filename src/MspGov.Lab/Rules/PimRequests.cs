using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Query;

namespace MspGov.Lab.Rules;

/// <summary>PIM requests: what an application may ask (admin actions), how it is checked, and what becomes of it.</summary>
internal static class PimRequests
{
    private static readonly TimeSpan Minimum = TimeSpan.FromMinutes(5);
    private static readonly string[] Cancellable = ["Granted", "PendingApproval", "PendingProvisioning", "PendingScheduleCreation", "ScheduleCreated", "PendingAdminDecision"];

    internal static LabResponse Create(LabCall call, PimKind kind)
    {
        var body = call.Checked(kind.RequestType, create: true);
        var action = body.RequiredText("action").ToLowerInvariant();
        var entry = Parse(call, kind, body);
        var status = action switch
        {
            "adminassign" => Assign(call, kind, entry, body, out entry),
            "adminupdate" or "adminextend" or "adminrenew" => Update(call, kind, entry, body, out entry),
            "adminremove" => Remove(call, kind, entry, out entry),
            _ when action.StartsWith("self", StringComparison.Ordinal) => throw new LabError(400, "BadRequest", $"The action {action} is only supported with delegated authentication."),
            _ => throw LabError.BadRequest($"The action '{action}' is not supported."),
        };
        var request = Write(call, kind, body, entry, status);
        if (body.Flag("isValidationOnly") == true)
        {
            call.Transaction.Rollback();
        }
        else
        {
            call.Transaction.Put(request);
        }

        return ReadHandler.Created(call, request);
    }

    internal static LabResponse Cancel(LabCall call, LabObject request)
    {
        if (!Cancellable.Contains(request["status"]))
        {
            throw new LabError(400, "BadRequest", $"A request with status {request["status"]} cannot be cancelled.");
        }

        if (call.Directory.Find(PimClock.Due, request.Id) is { } due)
        {
            var (kind, entry) = PimClock.ReadDue(due);
            call.Transaction.Delete(due);
            kind.End(call.Directory, call.Transaction, entry);
        }

        call.Transaction.Put(request.With(n => n["status"] = "Canceled"));
        return LabResponse.NoContent;
    }

    private static string Assign(LabCall call, PimKind kind, PimEntry wanted, JsonObject body, out PimEntry entry)
    {
        entry = wanted;
        PimPolicyCheck.Require(call, kind, entry, body);
        RequireLength(entry);
        RequireNew(call, kind, entry);
        var request = entry.CreatedUsing!;
        var due = entry.Start > call.Now ? entry.Start : call.Now + (call.Behaviour.PimDelay ?? TimeSpan.Zero);
        if (call.Behaviour.PimApproval == true)
        {
            call.Transaction.Put(PimClock.MakeDue(kind, entry, request, DateTimeOffset.MaxValue));
            return "PendingApproval";
        }

        if (due > call.Now)
        {
            if (entry.Start > call.Now)
            {
                kind.Schedule(call.Transaction, entry);
            }

            call.Transaction.Put(PimClock.MakeDue(kind, entry, request, due));
            return entry.Start > call.Now ? "Granted" : "PendingProvisioning";
        }

        kind.Provision(call.Directory, call.Transaction, entry);
        return "Provisioned";
    }

    private static string Update(LabCall call, PimKind kind, PimEntry wanted, JsonObject body, out PimEntry entry)
    {
        var existing = kind.Existing(call.Directory, wanted) ?? throw new LabError(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.");
        PimPolicyCheck.Require(call, kind, wanted, body);
        RequireLength(wanted);
        entry = wanted with { Id = existing.Id };
        kind.End(call.Directory, call.Transaction, entry);
        kind.Provision(call.Directory, call.Transaction, entry);
        return "Provisioned";
    }

    private static string Remove(LabCall call, PimKind kind, PimEntry wanted, out PimEntry entry)
    {
        var existing = kind.Existing(call.Directory, wanted) ?? throw new LabError(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.");
        var instance = call.Directory.Find(kind.InstanceSet, PimObjects.InstanceId(existing.Id));
        if (!kind.Eligible && instance?.Time("startDateTime") is { } start && call.Now - start < Minimum)
        {
            throw new LabError(400, "ActiveDurationTooShort", "The active duration is too short. Minimum required is 5 minutes.");
        }

        entry = wanted with { Id = existing.Id };
        kind.End(call.Directory, call.Transaction, entry);
        foreach (var due in call.Directory.Set(PimClock.Due).All.Where(d => d["schedule"] == existing.Id).ToList())
        {
            call.Transaction.Delete(due);
        }

        return "Revoked";
    }

    private static void RequireNew(LabCall call, PimKind kind, PimEntry entry)
    {
        if (call.Directory.Set(PimClock.Due).All.Any(d => d["kind"] == kind.RequestSet && d["principal"] == entry.Principal && d["target"] == entry.Target && d["qualifier"] == entry.Qualifier))
        {
            throw new LabError(400, "PendingRoleAssignmentRequest", "There is already an existing pending Role assignment request.");
        }

        if (kind.Existing(call.Directory, entry) is not null)
        {
            throw new LabError(400, "RoleAssignmentExists", "The Role assignment already exists.");
        }

        if (kind is { Group: true, Eligible: false }
            && call.Directory.Edges(entry.Qualifier.Equals("owner", StringComparison.OrdinalIgnoreCase) ? Relations.Owners : Relations.Members).Has(entry.Target, entry.Principal))
        {
            throw new LabError(400, "RoleAssignmentExists", "The Role assignment already exists.");
        }
    }

    private static void RequireLength(PimEntry entry)
    {
        if (entry.End is { } end && end - entry.Start < Minimum)
        {
            throw new LabError(400, "ActiveDurationTooShort", "The active duration is too short. Minimum required is 5 minutes.");
        }
    }

    private static PimEntry Parse(LabCall call, PimKind kind, JsonObject body)
    {
        var principalId = body.RequiredText("principalId");
        var target = body.RequiredText(kind.TargetName);
        var qualifier = body.Text(kind.QualifierName) ?? throw LabError.BadRequest($"A value is required for property '{kind.QualifierName}' of resource.");
        var principal = call.Directory.FindDirectoryObject(principalId) ?? throw new LabError(400, "SubjectNotFound", "The subject is not found.");
        if (kind.Group)
        {
            RequireGroup(call, target);
        }
        else if (call.Directory.Find(Sets.RoleDefinitions, target) is null)
        {
            throw new LabError(400, "RoleNotFound", "The role is not found.");
        }
        else
        {
            RoleAssignmentRules.RequireAssignable(call, principal, target, qualifier);
        }

        var (start, end) = Times(call, body["scheduleInfo"] as JsonObject);
        var request = Writes.NewId();
        return new PimEntry(kind.Group ? $"{target}_{qualifier}_{Writes.NewId()}" : Writes.NewId(), principal.Id, target, qualifier, start, end) { CreatedUsing = request };
    }

    private static void RequireGroup(LabCall call, string id)
    {
        var group = call.Directory.Find(Sets.Groups, id) ?? throw new LabError(400, "ResourceNotFound", "The group is not found.");
        if (group.Flag("onPremisesSyncEnabled") == true || GroupRules.IsDynamic(group))
        {
            throw new LabError(400, "BadRequest", "Groups synchronized from on-premises and groups with dynamic membership cannot be managed in PIM for Groups.");
        }
    }

    private static (DateTimeOffset Start, DateTimeOffset? End) Times(LabCall call, JsonObject? schedule)
    {
        // The service rewrites a start in the past to now.
        var start = ParseTime(schedule?.Text("startDateTime")) is { } wanted && wanted > call.Now ? wanted : call.Now;
        var expiration = schedule?["expiration"] as JsonObject;
        switch (expiration?.Text("type")?.ToLowerInvariant())
        {
            case "afterdatetime":
                var end = ParseTime(expiration.Text("endDateTime")) ?? throw LabError.BadRequest("endDateTime is required for expiration type afterDateTime.");
                return end > call.Now ? (start, end) : throw new LabError(400, "RoleAssignmentRequestPolicyValidationFailed", "The following policy rules failed: [\"ExpirationRule\"]");
            case "afterduration":
                return (start, start + Duration(expiration.Text("duration")));
            default:
                return (start, null);
        }
    }

    private static DateTimeOffset? ParseTime(string? text) =>
        text is null ? null : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw LabError.BadRequest($"'{text}' is not a time.");

    private static TimeSpan Duration(string? text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text ?? throw LabError.BadRequest("duration is required for expiration type afterDuration."));
        }
        catch (FormatException)
        {
            throw LabError.BadRequest($"'{text}' is not a duration.");
        }
    }

    private static LabObject Write(LabCall call, PimKind kind, JsonObject body, PimEntry entry, string status)
    {
        var removed = status == "Revoked";
        var node = new JsonObject
        {
            ["status"] = status,
            ["createdDateTime"] = call.Time(),
            ["completedDateTime"] = status.StartsWith("Pending", StringComparison.Ordinal) ? null : call.Time(),
            ["approvalId"] = null,
            ["customData"] = null,
            ["action"] = Canonical(body.Text("action")!),
            ["principalId"] = entry.Principal,
            [kind.TargetName] = entry.Target,
            [kind.QualifierName] = entry.Qualifier,
            ["isValidationOnly"] = body.Flag("isValidationOnly") ?? false,
            ["targetScheduleId"] = removed || body.Flag("isValidationOnly") == true ? null : entry.Id,
            ["justification"] = body.Text("justification"),
            ["createdBy"] = new JsonObject { ["application"] = new JsonObject { ["displayName"] = null, ["id"] = call.AppId }, ["device"] = null, ["user"] = null },
            ["scheduleInfo"] = removed ? null : ScheduleInfo(entry),
            ["ticketInfo"] = body["ticketInfo"]?.DeepClone() ?? new JsonObject { ["ticketNumber"] = null, ["ticketSystem"] = null },
        };
        if (!kind.Group)
        {
            node["appScopeId"] = null;
        }

        return Writes.Make(kind.RequestSet, kind.RequestType, entry.CreatedUsing!, node, []);
    }

    private static string Canonical(string action) => char.ToLowerInvariant(action[0]) + action[1..];

    private static JsonNode ScheduleInfo(PimEntry entry)
    {
        var json = LabJson.Write(w =>
        {
            w.WriteStartObject();
            PimObjects.WriteScheduleInfo(w, entry.Start, entry.End);
            w.WriteEndObject();
        });
        return JsonNode.Parse(json)!["scheduleInfo"]!.DeepClone();
    }
}
