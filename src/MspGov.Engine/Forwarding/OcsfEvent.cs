using System.Text.Json;
using MspGov.Core.Ledger;

namespace MspGov.Engine.Forwarding;

/// <summary>
/// An entry as an event of the Open Cybersecurity Schema Framework 1.3, class API Activity (6003): who called which operation on
/// what, with what result. The entry's own fields that have no place there are under <c>unmapped</c>.
/// </summary>
internal static class OcsfEvent
{
    private const int ClassUid = 6003;
    private const int CategoryUid = 6;

    private static readonly string Version = typeof(OcsfEvent).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>One UTF-8 JSON object.</summary>
    public static byte[] ToJson(EntryView entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Classification(json, entry);
            json.WriteStartObject("actor");
            json.WriteStartObject("user");
            json.WriteString("name", entry.Operator);
            json.WriteString("uid", entry.KeyId);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("api");
            json.WriteString("operation", entry.Action);
            json.WriteEndObject();
            json.WriteStartObject("src_endpoint");
            json.WriteString("name", "MspGov");
            json.WriteEndObject();
            Resources(json, entry);
            Metadata(json, entry);
            Unmapped(json, entry);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Informational, or medium for a refused attempt, or high for emergency access.</summary>
    public static int Severity(EntryView entry) =>
        entry.Action.StartsWith("breakglass.", StringComparison.Ordinal) ? 4
        : entry.Outcome is EntryOutcome.Denied or EntryOutcome.Failed or EntryOutcome.Unknown ? 3
        : 1;

    private static void Classification(Utf8JsonWriter json, EntryView entry)
    {
        int activity = Activity(entry.Action);
        json.WriteNumber("class_uid", ClassUid);
        json.WriteNumber("category_uid", CategoryUid);
        json.WriteNumber("activity_id", activity);
        json.WriteNumber("type_uid", (ClassUid * 100) + activity);
        json.WriteNumber("severity_id", Severity(entry));
        json.WriteNumber("time", entry.At.ToUnixTimeMilliseconds());
        json.WriteNumber("status_id", entry.Outcome switch
        {
            EntryOutcome.Failed or EntryOutcome.Denied => 2,
            EntryOutcome.Unknown => 0,
            null when entry.Phase == EntryPhase.Intent => 0,
            _ => 1,
        });
        if (entry.Reason is not null)
        {
            json.WriteString("message", entry.Reason);
        }
    }

    // Create, read, update, delete; other.
    private static int Activity(string action) => action[(action.LastIndexOf('.') + 1)..] switch
    {
        "create" or "register" or "enrol" or "add" or "assign" or "request" or "grant" => 1,
        "read" or "test" or "export" or "snapshot" => 2,
        "update" or "rotate" or "approve" or "deny" or "set" => 3,
        "remove" or "delete" or "unassign" or "unregister" or "retire" or "erase" or "revoke" => 4,
        _ => 99,
    };

    private static void Resources(Utf8JsonWriter json, EntryView entry)
    {
        if (entry.Subject is not { } subject)
        {
            return;
        }

        json.WriteStartArray("resources");
        json.WriteStartObject();
        json.WriteString("type", subject.Type);
        json.WriteString("uid", subject.Id);
        if (subject.Name is not null)
        {
            json.WriteString("name", subject.Name);
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Metadata(Utf8JsonWriter json, EntryView entry)
    {
        json.WriteStartObject("metadata");
        json.WriteString("version", "1.3.0");
        json.WriteString("uid", entry.Id.ToString("D"));
        json.WriteString("correlation_uid", entry.Correlation.ToString("D"));
        json.WriteString("log_name", entry.Log);
        json.WriteNumber("sequence", entry.Seq);
        if (LogIds.IsTenant(entry.Log))
        {
            json.WriteString("tenant_uid", entry.Log);
        }

        json.WriteStartObject("product");
        json.WriteString("name", "MspGov");
        json.WriteString("vendor_name", "MspGov");
        json.WriteString("version", Version);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Unmapped(Utf8JsonWriter json, EntryView entry)
    {
        json.WriteStartObject("unmapped");
        json.WriteString("phase", entry.Phase.ToString());
        json.WriteNumber("epoch", entry.Epoch);
        if (entry.Outcome is { } outcome)
        {
            json.WriteString("outcome", outcome.ToString());
        }

        if (entry.Ticket is not null)
        {
            json.WriteString("ticket", entry.Ticket);
        }

        if (entry.Detail is { } detail)
        {
            json.WritePropertyName("detail");
            json.WriteRawValue(detail.Span);
        }

        json.WriteEndObject();
    }
}
