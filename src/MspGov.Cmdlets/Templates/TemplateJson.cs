using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MspGov.Cmdlets.Templates;

/// <summary>Values that users give in hashtables, as JSON for the engine.</summary>
internal static class TemplateJson
{
    /// <summary>A hashtable as the text of a JSON object.</summary>
    public static string Of(IDictionary values) => Node(values)!.ToJsonString();

    /// <summary>Parameter values by tenant: those for all under <c>*</c>, those of single tenants under their ids.</summary>
    public static Dictionary<string, string> ByTenant(Hashtable? all, Hashtable? byTenant, Func<string, string> idOf)
    {
        var result = new Dictionary<string, string>();
        if (all is { Count: > 0 })
        {
            result["*"] = Of(all);
        }

        foreach (DictionaryEntry entry in byTenant ?? [])
        {
            result[idOf(entry.Key.ToString()!)] = Of((IDictionary)(entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value!));
        }

        return result;
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        PSObject { BaseObject: PSCustomObject } custom => new JsonObject(custom.Properties.Select(property => KeyValuePair.Create(property.Name, Node(property.Value)))),
        PSObject wrapped => Node(wrapped.BaseObject),
        IDictionary map => new JsonObject(map.Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create(entry.Key.ToString()!, Node(entry.Value)))),
        string or bool or int or long or double or decimal => JsonSerializer.SerializeToNode(value, value.GetType()),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Node)]),
        _ => JsonValue.Create(value.ToString()),
    };
}
