using System.Text.Json;
using System.Text.Json.Nodes;

namespace MspGov.Lab.Schema;

/// <summary>Checks a request body against the metadata: unknown, read-only and wrongly typed properties.</summary>
internal static class BodyValidator
{
    /// <summary>What is wrong with a body; null when nothing is.</summary>
    /// <param name="type">Type of the object in the body; a more derived <c>@odata.type</c> in it wins.</param>
    /// <param name="body">The body.</param>
    /// <param name="create">A create rather than an update.</param>
    internal static string? Check(string type, JsonObject body, bool create)
    {
        type = Concrete(type, body);
        if (GraphSchema.Instance.Type(type) is not { } schema)
        {
            return $"A type named 'microsoft.graph.{type}' could not be resolved by the model.";
        }

        foreach (var (name, value) in body)
        {
            if (name.Contains('@', StringComparison.Ordinal))
            {
                if (CheckAnnotation(schema, name) is { } wrong)
                {
                    return wrong;
                }

                continue;
            }

            if (schema.Find(name) is not { } property)
            {
                return $"Invalid property '{name}'.";
            }

            if (property.IsReadOnly || ReadOnlyProperties.Contains(type, name, create))
            {
                return $"Property '{name}' is read-only and cannot be set.";
            }

            if (CheckValue(property, value) is { } mistake)
            {
                return mistake;
            }
        }

        return null;
    }

    /// <summary>The type named in the body where it derives from the expected one.</summary>
    internal static string Concrete(string type, JsonObject body)
    {
        if (body["@odata.type"]?.ToString() is { } named)
        {
            named = named.TrimStart('#').Replace("microsoft.graph.", "", StringComparison.Ordinal);
            return GraphSchema.Instance.IsA(named, type) ? named : type;
        }

        return type;
    }

    private static string? CheckAnnotation(SchemaType schema, string name)
    {
        if (name.StartsWith("@odata.", StringComparison.Ordinal))
        {
            return null;
        }

        var at = name.IndexOf('@', StringComparison.Ordinal);
        var (property, annotation) = (name[..at], name[(at + 1)..]);
        return annotation switch
        {
            "odata.bind" => schema.Find(property) is { IsNavigation: true } ? null : $"Invalid property '{property}'.",
            "odata.type" => null,
            _ => $"Invalid annotation '{name}'.",
        };
    }

    private static string? CheckValue(SchemaProperty property, JsonNode? value)
    {
        if (value is null)
        {
            return null;
        }

        if (property.IsCollection)
        {
            return value is JsonArray array
                ? array.Select(item => CheckScalar(property, item)).FirstOrDefault(mistake => mistake is not null)
                : Mistyped(property);
        }

        return CheckScalar(property, value);
    }

    private static string? CheckScalar(SchemaProperty property, JsonNode? value)
    {
        if (value is null)
        {
            return null;
        }

        var kind = value.GetValueKind();
        if (!property.IsReference)
        {
            var right = property.Kind switch
            {
                "b" => kind is JsonValueKind.True or JsonValueKind.False,
                "n" => kind is JsonValueKind.Number,
                "s" or "d" or "u" => kind is JsonValueKind.String,
                "g" => kind is JsonValueKind.String && Guid.TryParse(value.ToString(), out _),
                _ => true,
            };
            return right ? null : Mistyped(property);
        }

        if (GraphSchema.Instance.IsEnum(property.Kind, out var members))
        {
            // Flags enums are sent as a list with commas; casing is Graph's own habit to vary (FACTS section 3).
            return kind == JsonValueKind.String && value.ToString().Split(',').All(v => members.Contains(v.Trim())) ? null : Mistyped(property);
        }

        // A related object is named by its id alone (FACTS section 8).
        if (property is { IsNavigation: true, IsCollection: false } && value is JsonObject related)
        {
            return related.All(p => p.Key is "id" or "@odata.id") ? null : $"Property '{property.Name}' takes only the id of the related object.";
        }

        // Nested objects of a reference type that the extract does not have are let through.
        return GraphSchema.Instance.Type(property.Kind) is null ? null : value is JsonObject inner ? Check(property.Kind, inner, create: true) : Mistyped(property);
    }

    private static string Mistyped(SchemaProperty property) => $"Cannot convert the value given for property '{property.Name}' to its declared type.";
}
