using System.Text.Json;

namespace MspGov.Graph;

/// <summary>The error envelope of Microsoft Graph.</summary>
/// <param name="Code">Outer code; empty when the answer has none.</param>
/// <param name="Message">Message for people; not for branching on.</param>
/// <param name="InnermostCode">Code of the deepest inner error that has one; <paramref name="Code"/> when none has.</param>
/// <param name="RequestId">Id that Microsoft's support asks for.</param>
/// <param name="InnermostMessage">Message of the deepest inner error that has one (Conditional Access says there what is wrong).</param>
public sealed record GraphError(string Code, string Message, string InnermostCode, string? RequestId, string? InnermostMessage = null)
{
    /// <summary>True when the code, outer or innermost, is the given one; case does not matter.</summary>
    public bool Is(string code) =>
        string.Equals(Code, code, StringComparison.OrdinalIgnoreCase) || string.Equals(InnermostCode, code, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the envelope; null when the bytes hold none.</summary>
    public static GraphError? Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("error", out JsonElement error))
            {
                return null;
            }

            // The sign-in service answers {"error":"invalid_client","error_description":"..."}.
            if (error.ValueKind == JsonValueKind.String)
            {
                string code = error.GetString() ?? "";
                return new GraphError(code, Text(document.RootElement, "error_description") ?? code, code, null);
            }

            return error.ValueKind == JsonValueKind.Object ? Read(error) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static GraphError Read(JsonElement error)
    {
        string code = Text(error, "code") ?? "";
        string message = Text(error, "message") ?? "";
        string innermostCode = code;
        string? innermostMessage = null;
        string? requestId = null;
        JsonElement level = error;

        // The documented casing varies: innerError and innererror (FACTS section 5).
        while (Inner(level) is { } inner)
        {
            innermostCode = Text(inner, "code") is { Length: > 0 } deeper ? deeper : innermostCode;
            innermostMessage = Text(inner, "message") ?? innermostMessage;
            requestId = Text(inner, "request-id") ?? requestId;
            level = inner;
        }

        return new GraphError(code, message, innermostCode, requestId, innermostMessage);
    }

    private static JsonElement? Inner(JsonElement element)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name.Equals("innerError", StringComparison.OrdinalIgnoreCase) && property.Value.ValueKind == JsonValueKind.Object)
            {
                return property.Value;
            }
        }

        return null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
