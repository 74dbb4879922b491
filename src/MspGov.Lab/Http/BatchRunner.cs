using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Lab.Model;

namespace MspGov.Lab.Http;

/// <summary>JSON batching (FACTS section 2): the batch succeeds when it parses; each item has its own status, and limits count per item.</summary>
internal static class BatchRunner
{
    private const int Limit = 20;

    internal static async Task<LabResponse> RunAsync(LabRequest batch, Func<LabRequest, Task<LabResponse>> answer)
    {
        var items = Parse(batch);
        var statuses = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var answers = new List<(string Id, LabResponse Response)>();
        foreach (var item in items)
        {
            var failed = item.DependsOn.Any(d => !statuses.TryGetValue(d, out var status) || status >= 400);
            var response = failed
                ? new LabError(424, "FailedDependency", "The request depends on a request that failed.").ToResponse(item.Request, DateTimeOffset.UtcNow)
                : await answer(item.Request);
            statuses[item.Id] = response.Status;
            answers.Add((item.Id, response));
        }

        // Graph promises no order; the reverse keeps clients from relying on one.
        answers.Reverse();
        return LabResponse.Json(200, w => Write(w, answers));
    }

    private static List<(string Id, LabRequest Request, List<string> DependsOn)> Parse(LabRequest batch)
    {
        JsonArray? requests;
        try
        {
            requests = JsonNode.Parse(batch.Body ?? [])?["requests"] as JsonArray;
        }
        catch (JsonException)
        {
            requests = null;
        }

        if (requests is null || requests.Count > Limit)
        {
            throw new LabError(400, "BadRequest", requests is null ? "Invalid batch payload format." : $"Number of batch request steps exceeds the maximum value of {Limit}.");
        }

        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. requests.Select(r => ParseItem(batch, r!.AsObject(), ids))];
    }

    private static (string Id, LabRequest Request, List<string> DependsOn) ParseItem(LabRequest batch, JsonObject item, HashSet<string> ids)
    {
        var id = item["id"]?.ToString();
        var method = item["method"]?.ToString();
        var url = item["url"]?.ToString();
        if (id is null || method is null || url is null || !ids.Add(id) || url.Contains("://", StringComparison.Ordinal))
        {
            throw new LabError(400, "BadRequest", "Invalid batch payload: every request needs a unique id, a method and a relative url.");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in item["headers"] as JsonObject ?? [])
        {
            headers[name] = value?.ToString() ?? "";
        }

        var body = item["body"];
        if (body is not null && !headers.ContainsKey("Content-Type"))
        {
            throw new LabError(400, "BadRequest", $"Write request id : {id} does not contain Content-Type header or body.");
        }

        if (batch.Header("Authorization") is { } authorization)
        {
            headers["Authorization"] = authorization;
        }

        var request = new LabRequest
        {
            Method = method.ToUpperInvariant(),
            Root = batch.Root,
            PathAndQuery = "/" + url.TrimStart('/'),
            Headers = headers,
            Body = body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString()),
            InBatch = true,
        };
        return (id, request, [.. (item["dependsOn"] as JsonArray ?? []).Select(d => d!.ToString())]);
    }

    private static void Write(Utf8JsonWriter w, List<(string Id, LabResponse Response)> answers)
    {
        w.WriteStartObject();
        w.WriteStartArray("responses");
        foreach (var (id, response) in answers)
        {
            w.WriteStartObject();
            w.WriteString("id", id);
            w.WriteNumber("status", response.Status);
            w.WriteStartObject("headers");
            foreach (var (name, value) in response.Headers)
            {
                w.WriteString(name, value);
            }

            if (response.Body is not null)
            {
                w.WriteString("Content-Type", response.ContentType);
            }

            w.WriteEndObject();
            if (response.Body is { } body)
            {
                w.WritePropertyName("body");
                if (response.ContentType == "application/json")
                {
                    w.WriteRawValue(body, skipInputValidation: true);
                }
                else
                {
                    w.WriteStringValue(body);
                }
            }

            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }
}
