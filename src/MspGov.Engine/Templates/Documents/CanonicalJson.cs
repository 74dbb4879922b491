using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Documents;

/// <summary>
/// JSON text in one form only: names in ordinal order, no white space, strings as they are. Two documents that say the same have
/// the same text, so its hash can stand for them.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonLoadSettings Load = new()
    {
        DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error,
        CommentHandling = CommentHandling.Ignore,
        LineInfoHandling = LineInfoHandling.Load,
    };

    /// <summary>Reads JSON without changing anything in it: dates stay strings, numbers keep their digits.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JToken Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            MaxDepth = 64,
        };
        JToken token = JToken.ReadFrom(reader, Load);
        return reader.Read() ? throw new JsonReaderException("There is more after the end of the document.") : token;
    }

    /// <summary>Reads a JSON object.</summary>
    public static JObject ParseObject(string text) =>
        Parse(text) as JObject ?? throw new JsonReaderException("Expected a JSON object.");

    /// <summary>The canonical text.</summary>
    public static string Text(JToken? token)
    {
        var text = new StringBuilder();
        Append(text, token ?? JValue.CreateNull());
        return text.ToString();
    }

    private static void Append(StringBuilder text, JToken token)
    {
        switch (token)
        {
            case JObject properties:
                AppendObject(text, properties);
                break;
            case JArray items:
                text.Append('[');
                for (int i = 0; i < items.Count; i++)
                {
                    if (i > 0)
                    {
                        text.Append(',');
                    }

                    Append(text, items[i]);
                }

                text.Append(']');
                break;
            case JValue { Type: JTokenType.Null or JTokenType.Undefined }:
                text.Append("null");
                break;
            case JValue { Type: JTokenType.Boolean } value:
                text.Append((bool)value.Value! ? "true" : "false");
                break;
            case JValue { Type: JTokenType.Integer or JTokenType.Float } value:
                text.Append(Convert.ToString(value.Value, CultureInfo.InvariantCulture));
                break;
            default:
                AppendString(text, (string?)token ?? "");
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JObject properties)
    {
        text.Append('{');
        bool first = true;
        foreach (JProperty property in properties.Properties().OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (!first)
            {
                text.Append(',');
            }

            first = false;
            AppendString(text, property.Name);
            text.Append(':');
            Append(text, property.Value);
        }

        text.Append('}');
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                case < ' ':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
