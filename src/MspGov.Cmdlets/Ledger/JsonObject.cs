using System.Management.Automation;
using System.Text.Json;

namespace MspGov.Cmdlets.Ledger;

/// <summary>JSON documents as PowerShell objects.</summary>
internal static class JsonObject
{
    /// <summary>A JSON object as a PSObject with note properties, nested all the way.</summary>
    public static PSObject From(ReadOnlySpan<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8.ToArray());
        return ObjectOf(document.RootElement);
    }

    private static PSObject ObjectOf(JsonElement element)
    {
        var result = new PSObject();
        foreach (JsonProperty property in element.EnumerateObject())
        {
            result.Properties.Add(new PSNoteProperty(property.Name, ValueOf(property.Value)));
        }

        return result;
    }

    private static object? ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => ObjectOf(element),
        JsonValueKind.Array => element.EnumerateArray().Select(ValueOf).ToArray(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out long whole) ? whole : element.GetDouble(),
        _ => null,
    };
}
