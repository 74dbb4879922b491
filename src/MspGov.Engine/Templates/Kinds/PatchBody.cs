using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>Bodies of requests: only what people decide and what the contract knows.</summary>
internal static class PatchBody
{
    /// <summary>The writable, known properties of a body, without nulls: the body of a POST.</summary>
    public static JObject Known(ObjectKind kind, JObject body) => Known(kind, body, kind.Shape, "", keepNulls: false);

    /// <summary>
    /// The top-level properties in which <paramref name="after"/> differs, whole. What the tenant has inside them and the template does
    /// not is named with null (or an empty list), so that a server which merges ends in the same state as one that replaces.
    /// </summary>
    public static JObject Between(ObjectKind kind, JObject before, JObject after, IEnumerable<string>? always = null)
    {
        JObject left = Normaliser.Normalise(kind, before);
        JObject right = Normaliser.Normalise(kind, after);
        JObject known = Known(kind, after, kind.Shape, "", keepNulls: true);
        JObject had = Known(kind, before, kind.Shape, "", keepNulls: false);
        var patch = new JObject();
        foreach (string name in kind.Writable.Where(name => !kind.CreateOnly.Contains(name)))
        {
            if (!JToken.DeepEquals(left[name], right[name]))
            {
                patch[name] = Cleared(known[name], had[name]);
            }
        }

        if (patch.Count > 0)
        {
            string actual = GraphShapes.Actual(kind.Shape, (string?)after["@odata.type"] ?? (string?)before["@odata.type"]);
            if (actual != kind.Shape)
            {
                patch.AddFirst(new JProperty("@odata.type", "#microsoft.graph." + actual));
            }

            foreach (string name in always ?? [])
            {
                patch[name] ??= after[name]?.DeepClone();
            }
        }

        return patch;
    }

    private static JToken Cleared(JToken? after, JToken? before)
    {
        if (after is null or JValue { Type: JTokenType.Null })
        {
            return before switch
            {
                JArray => new JArray(),
                JValue { Type: JTokenType.Boolean } => false,
                _ => JValue.CreateNull(),
            };
        }

        if (after is not JObject properties || before is not JObject had)
        {
            return after.DeepClone();
        }

        var result = (JObject)properties.DeepClone();
        foreach (JProperty property in had.Properties())
        {
            if (!property.Name.Contains('@', StringComparison.Ordinal) && !IsEmpty(property.Value))
            {
                result[property.Name] = Cleared(result[property.Name], property.Value);
            }
        }

        return result;
    }

    private static bool IsEmpty(JToken token) =>
        token is JValue { Type: JTokenType.Null } or JArray { Count: 0 } || (token is JObject inner && inner.Properties().All(property => IsEmpty(property.Value)));

    private static JObject Known(ObjectKind kind, JObject body, string declared, string path, bool keepNulls)
    {
        string actual = GraphShapes.Actual(declared, (string?)body["@odata.type"]);
        IReadOnlyDictionary<string, string>? shape = GraphShapes.Properties(actual);
        var result = new JObject();
        if (actual != declared)
        {
            result["@odata.type"] = "#microsoft.graph." + actual;
        }

        foreach (JProperty property in body.Properties())
        {
            string at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (property.Name.Contains('@', StringComparison.Ordinal) || kind.IsServerFilled(at))
            {
                continue;
            }

            if (shape is not null && !shape.ContainsKey(property.Name))
            {
                continue;
            }

            string type = shape?[property.Name] ?? "any";
            JToken value = KnownValue(kind, property.Value, type, at, keepNulls);
            if (keepNulls || value.Type != JTokenType.Null)
            {
                result[property.Name] = value;
            }
        }

        return result;
    }

    private static JToken KnownValue(ObjectKind kind, JToken value, string type, string path, bool keepNulls) => value switch
    {
        JObject inner => Known(kind, inner, type, path, keepNulls),
        JArray items => new JArray(items.Select(item => KnownValue(kind, item, GraphShapes.ElementOf(type), path, keepNulls))),
        _ => value.DeepClone(),
    };
}
