using System.Xml;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Documents;

/// <summary>
/// Brings an object into the form in which two that mean the same are equal: what the server fills is gone, null and empty are absent,
/// sets are ordered, enumerations and ids are in one casing, durations in one spelling, defaults of the service left out
/// (Microsoft365DSC issues 6894 and 1036 show what happens otherwise).
/// </summary>
internal static class Normaliser
{
    /// <summary>Normalises a body of a kind.</summary>
    public static JObject Normalise(ObjectKind kind, JObject body)
    {
        var result = (JObject?)Value(kind, body, kind.Shape, "") ?? [];
        foreach ((string path, JToken value) in kind.Defaults)
        {
            RemoveDefault(result, path.Split('.'), value);
        }

        return result;
    }

    private static JToken? Value(ObjectKind kind, JToken token, string type, string path) => token switch
    {
        JObject properties => Object(kind, properties, type, path),
        JArray items => Array(kind, items, GraphShapes.ElementOf(type), path),
        JValue { Type: JTokenType.String } text => String((string)text!, type, kind.IgnoresCase(path)),
        JValue { Type: JTokenType.Null or JTokenType.Undefined } => null,
        _ => token.DeepClone(),
    };

    private static JObject? Object(ObjectKind kind, JObject properties, string declared, string path)
    {
        string actual = GraphShapes.Actual(declared, (string?)properties["@odata.type"]);
        IReadOnlyDictionary<string, string>? shape = GraphShapes.Properties(actual);
        var result = new JObject();
        if (actual != declared)
        {
            result["@odata.type"] = "#microsoft.graph." + actual;
        }

        foreach (JProperty property in properties.Properties().OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            string at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            // What a newer Graph returns beside what is known here is kept in templates, but nothing can be said about its meaning.
            bool listed = shape is null || shape.ContainsKey(property.Name);
            if (property.Name.Contains('@', StringComparison.Ordinal) || !listed || kind.IsServerFilled(at))
            {
                continue;
            }

            string type = shape?.GetValueOrDefault(property.Name) ?? "any";
            if (Value(kind, property.Value, type, at) is { } value)
            {
                result[property.Name] = value;
            }
        }

        return result.Count == 0 ? null : result;
    }

    private static JArray? Array(ObjectKind kind, JArray items, string element, string path)
    {
        IEnumerable<JToken> values = items.Select(item => Value(kind, item, element, path)).OfType<JToken>();
        if (!kind.IsOrdered(path))
        {
            values = values.Select(value => (value, text: CanonicalJson.Text(value)))
                .OrderBy(pair => pair.text, StringComparer.Ordinal)
                .DistinctBy(pair => pair.text)
                .Select(pair => pair.value);
        }

        var result = new JArray(values);
        return result.Count == 0 ? null : result;
    }

    private static JValue? String(string text, string type, bool anyCasing)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (GraphShapes.IsEnum(type))
        {
            // Flags come as one comma-separated string, in any order.
            return new JValue(string.Join(',', text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)));
        }

        if (type == "duration" && TryDuration(text, out string? duration))
        {
            return new JValue(duration);
        }

        if (anyCasing)
        {
            return new JValue(text.ToLowerInvariant());
        }

        return new JValue(Guid.TryParseExact(text, "D", out Guid id) ? id.ToString() : text);
    }

    private static bool TryDuration(string text, out string? canonical)
    {
        try
        {
            // Years and months have no fixed length; they stay as they are.
            canonical = text.Contains('Y', StringComparison.Ordinal) || text.Split('T')[0].Contains('M', StringComparison.Ordinal)
                ? null
                : XmlConvert.ToString(XmlConvert.ToTimeSpan(text));
            return canonical is not null;
        }
        catch (FormatException)
        {
            canonical = null;
            return false;
        }
    }

    private static void RemoveDefault(JObject body, string[] path, JToken value)
    {
        if (body[path[0]] is not { } found)
        {
            return;
        }

        if (path.Length > 1)
        {
            if (found is JObject inner)
            {
                RemoveDefault(inner, path[1..], value);
                if (inner.Count == 0)
                {
                    body.Remove(path[0]);
                }
            }
        }
        else if (JToken.DeepEquals(found, value))
        {
            body.Remove(path[0]);
        }
    }
}
