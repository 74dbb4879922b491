using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MspGov.Graph.Batching;

/// <summary>One item of a $batch answer.</summary>
internal sealed record BatchItem(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Reads the items by their position in the request; they come in any order.</summary>
    public static Dictionary<int, BatchItem> ReadAll(GraphResponse answer)
    {
        Dictionary<int, BatchItem> items = [];
        using JsonDocument document = answer.Parse();
        if (!document.RootElement.TryGetProperty("responses", out JsonElement responses) || responses.ValueKind != JsonValueKind.Array)
        {
            return items;
        }

        foreach (JsonElement response in responses.EnumerateArray())
        {
            if (response.TryGetProperty("id", out JsonElement id)
                && int.TryParse(id.ValueKind == JsonValueKind.String ? id.GetString() : id.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                && response.TryGetProperty("status", out JsonElement status)
                && TryStatus(status, out int code))
            {
                items[index] = new BatchItem(code, HeadersOf(response), BodyOf(response));
            }
        }

        return items;
    }

    private static bool TryStatus(JsonElement status, out int code)
    {
        code = 0;
        return status.ValueKind == JsonValueKind.Number ? status.TryGetInt32(out code)
            : status.ValueKind == JsonValueKind.String && int.TryParse(status.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out code);
    }

    private static Dictionary<string, string> HeadersOf(JsonElement response)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        if (response.TryGetProperty("headers", out JsonElement element) && element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty header in element.EnumerateObject())
            {
                headers[header.Name] = header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : header.Value.GetRawText();
            }
        }

        return headers;
    }

    private static ReadOnlyMemory<byte> BodyOf(JsonElement response)
    {
        if (!response.TryGetProperty("body", out JsonElement body) || body.ValueKind is JsonValueKind.Null)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        // What is not JSON comes as a base64 string.
        return body.ValueKind == JsonValueKind.String && body.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : Encoding.UTF8.GetBytes(body.GetRawText());
    }
}
