using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>What PIM requests for roles and for groups have in common (FACTS section 6).</summary>
internal static class Schedules
{
    /// <summary>The tenant rewrites start and end a little; ends this near are the same.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private static readonly string[] RejectedStates = ["Denied", "Failed", "Canceled", "AdminDenied", "TimedOut", "Invalid"];

    /// <summary>The schedule part of an adminAssign request.</summary>
    public static JsonObject Info(DateTimeOffset? start, DateTimeOffset? end)
    {
        var info = new JsonObject
        {
            ["expiration"] = end is null
                ? new JsonObject { ["type"] = "noExpiration" }
                : new JsonObject { ["type"] = "afterDateTime", ["endDateTime"] = Utc(end.Value) },
        };
        info["startDateTime"] = start is null ? null : Utc(start.Value);
        return info;
    }

    /// <summary>Adds why, and under which ticket.</summary>
    public static JsonObject Because(this JsonObject request, string? justification, string? ticket)
    {
        request["justification"] = justification ?? "Requested through MspGov";
        if (ticket is not null)
        {
            request["ticketInfo"] = new JsonObject { ["ticketNumber"] = ticket, ["ticketSystem"] = "PSA" };
        }

        return request;
    }

    /// <summary>Sends a request: 201 is not done, its status says more.</summary>
    public static async Task<ChangeWrite> RequestAsync(ITenantPort tenant, string path, JsonObject body, CancellationToken cancellationToken)
    {
        GraphResponse response = await tenant.SendAsync(GraphRequest.Post(path, body), cancellationToken);
        string? status = response.IsSuccess && !response.Body.IsEmpty ? response.ParseRoot().Text("status") : null;
        return new ChangeWrite(response)
        {
            Words = status is null ? null : Plain(status),
            Rejected = RejectedStates.Contains(status, StringComparer.OrdinalIgnoreCase),
        };
    }

    /// <summary>Compares what a tenant shows with what is wanted.</summary>
    /// <param name="held">Instances or schedules of this principal in this role or group that are direct.</param>
    /// <param name="present">Whether one shall be there.</param>
    /// <param name="start">Wanted start; null for now.</param>
    /// <param name="end">Wanted end; null for none.</param>
    /// <param name="what">What it is, in words.</param>
    public static ChangeReading Compare(IReadOnlyList<JsonElement> held, bool present, DateTimeOffset? start, DateTimeOffset? end, string what)
    {
        if (held.Count == 0)
        {
            return new ChangeReading(present ? Shown.NotAsWanted : Shown.AsWanted, $"There is no {what}.");
        }

        string ends = string.Join(", ", held.Select(item => End(item) is { } until ? $"until {Utc(until)}" : "without end"));
        if (!present)
        {
            return new ChangeReading(Shown.NotAsWanted, $"There is {what}, {ends}.") { Before = Remember(held[0]) };
        }

        bool same = held.Any(item => End(item) is { } until ? end is { } wanted && (until - wanted).Duration() <= Tolerance : end is null);
        return new ChangeReading(same ? Shown.AsWanted : Shown.NotAsWanted, $"There is {what}, {ends}.") { ObjectId = held[0].Text("id") };
    }

    /// <summary>The end that an undone removal would have to restore; null when none was remembered.</summary>
    public static (bool Known, DateTimeOffset? End) Remembered(string? before)
    {
        if (before is null)
        {
            return (false, null);
        }

        using JsonDocument document = JsonDocument.Parse(before);
        return document.RootElement.TryGetProperty("end", out _) ? (true, document.RootElement.Time("end")) : (false, null);
    }

    private static string Remember(JsonElement item) => new JsonObject { ["end"] = End(item) is { } end ? Utc(end) : null }.ToJsonString();

    /// <summary>End of an instance (endDateTime) or of a schedule (scheduleInfo.expiration.endDateTime).</summary>
    private static DateTimeOffset? End(JsonElement item) =>
        item.Time("endDateTime")
        ?? (item.TryGetProperty("scheduleInfo", out JsonElement info) && info.ValueKind == JsonValueKind.Object
            && info.TryGetProperty("expiration", out JsonElement expiration) ? expiration.Time("endDateTime") : null);

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Plain(string status) => status.ToUpperInvariant() switch
    {
        "PENDINGAPPROVAL" => "PendingApproval: somebody must approve it in the tenant",
        "PENDINGPROVISIONING" => "PendingProvisioning: the tenant is still at it",
        "PENDINGADMINDECISION" => "PendingAdminDecision: an administrator of the tenant must decide",
        "GRANTED" => "Granted: it begins later",
        "PROVISIONED" => "Provisioned",
        "REVOKED" => "Revoked",
        _ => status,
    };
}
