using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Files;

/// <summary>
/// Checks a body that people may have edited against the shape of its kind: a misspelt property or value is found where it stands,
/// not when a tenant refuses it. What a newer Graph returned stands apart (see <see cref="UnlistedProperties"/>) and is not an error.
/// </summary>
internal static class BodyValidator
{
    /// <summary>Checks a body.</summary>
    /// <exception cref="GovException">TemplateFileInvalid at the first mistake.</exception>
    public static void Check(TemplateObject item) => Object(item.Kind, item.Body, item.Kind.Shape, item.Kind.Name);

    private static void Object(ObjectKind kind, JObject body, string declared, string path)
    {
        string type = GraphShapes.Actual(declared, (string?)body["@odata.type"]);
        if (GraphShapes.Properties(type) is not { } shape)
        {
            return;
        }

        foreach (JProperty property in body.Properties().Where(property => !property.Name.Contains('@', StringComparison.Ordinal)))
        {
            if (!shape.TryGetValue(property.Name, out string? propertyType))
            {
                string? near = Near(property.Name, shape.Keys);
                throw ContentReader.Invalid(property, $"{path} has no property '{property.Name}'{(near is null ? "." : $"; did you mean '{near}'?")}");
            }

            Value(kind, property.Value, propertyType, $"{path}.{property.Name}");
        }
    }

    private static void Value(ObjectKind kind, JToken value, string type, string path)
    {
        if (value.Type == JTokenType.Null || type == "any" || IsSymbol(value))
        {
            return;
        }

        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            var items = value as JArray ?? throw ContentReader.Invalid(value, $"{path} is a list.");
            foreach (JToken item in items)
            {
                Value(kind, item, GraphShapes.ElementOf(type), path);
            }
        }
        else if (GraphShapes.IsObject(type))
        {
            Object(kind, value as JObject ?? throw ContentReader.Invalid(value, $"{path} is a mapping."), type, path);
        }
        else if (GraphShapes.IsEnum(type))
        {
            Enum(value, type, path);
        }
        else
        {
            Scalar(value, type, path);
        }
    }

    private static void Enum(JToken value, string type, string path)
    {
        if (value.Type != JTokenType.String)
        {
            throw ContentReader.Invalid(value, $"{path} is one of {string.Join(", ", GraphShapes.Members(type))}.");
        }

        foreach (string member in ((string)value!).Split(',', StringSplitOptions.TrimEntries))
        {
            if (!GraphShapes.Members(type).Contains(member, StringComparer.OrdinalIgnoreCase) && !member.StartsWith(UnlistedProperties.Mark, StringComparison.Ordinal))
            {
                string? near = Near(member, GraphShapes.Members(type));
                throw ContentReader.Invalid(value, $"'{member}' is no value of {path}{(near is null ? "" : $"; did you mean '{near}'?")} "
                    + $"There are {string.Join(", ", GraphShapes.Members(type))}.");
            }
        }
    }

    private static void Scalar(JToken value, string type, string path)
    {
        bool fits = type switch
        {
            "boolean" => value.Type == JTokenType.Boolean,
            "number" => value.Type is JTokenType.Integer or JTokenType.Float,
            _ => value.Type == JTokenType.String,
        };
        if (!fits)
        {
            throw ContentReader.Invalid(value, $"{path} is a {type}; '{value}' is none.");
        }
    }

    private static bool IsSymbol(JToken value)
    {
        if (value.Type != JTokenType.String)
        {
            return false;
        }

        try
        {
            return Symbol.Parse((string)value!).OfType<Symbol>().Any();
        }
        catch (FormatException e)
        {
            throw ContentReader.Invalid(value, e.Message);
        }
    }

    private static string? Near(string name, IEnumerable<string> known) => known
        .Select(candidate => (candidate, distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
        .Where(pair => pair.distance <= Math.Max(1, name.Length / 3))
        .OrderBy(pair => pair.distance)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
