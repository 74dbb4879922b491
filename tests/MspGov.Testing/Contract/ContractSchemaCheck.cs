using System.Globalization;
using System.Text.Json;
using System.Xml;
using MspGov.Lab.Schema;

namespace MspGov.Testing.Contract;

/// <summary>Checks JSON against a schema of the contract: names, kinds of values, enum members, formats.</summary>
internal sealed class ContractSchemaCheck(GraphContract contract, bool isRequest, bool isCreate)
{
    private readonly List<string> _mistakes = [];

    internal IReadOnlyList<string> Mistakes => _mistakes;

    internal void Check(JsonElement value, JsonElement schema, string at)
    {
        var name = ReferencedName(schema);
        schema = contract.Resolve(schema);
        if (!schema.TryGetProperty("properties", out _) && schema.TryGetProperty("allOf", out var only) && only.GetArrayLength() == 1)
        {
            // A nullable reference is written as its one alternative.
            schema = contract.Resolve(only[0]);
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            if (schema.TryGetProperty("type", out var kind) && kind.ValueEquals("array"))
            {
                _mistakes.Add($"{at}: null where a collection is promised");
            }

            return;
        }

        if (schema.TryGetProperty("enum", out var members))
        {
            CheckEnum(value, members, at);
            return;
        }

        if (Alternatives(schema) is { } alternatives)
        {
            CheckAlternatives(value, alternatives, at);
            return;
        }

        switch (schema.TryGetProperty("type", out var type) ? type.GetString() : schema.TryGetProperty("allOf", out _) ? "object" : null)
        {
            case "object":
                CheckObject(value, schema, name, at);
                break;
            case "array":
                CheckArray(value, schema, at);
                break;
            case "string":
                CheckString(value, schema, at);
                break;
            case "boolean":
                Require(value.ValueKind is JsonValueKind.True or JsonValueKind.False, at, "a Boolean", value);
                break;
            case "number" or "integer":
                Require(value.ValueKind == JsonValueKind.Number, at, "a number", value);
                break;
        }
    }

    private static JsonElement? Alternatives(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var one) ? one : schema.TryGetProperty("anyOf", out var any) ? any : null;

    private void CheckAlternatives(JsonElement value, JsonElement alternatives, string at)
    {
        var best = alternatives.EnumerateArray().Select(a =>
        {
            var check = new ContractSchemaCheck(contract, isRequest, isCreate);
            check.Check(value, a, at);
            return check._mistakes;
        }).MinBy(m => m.Count);
        _mistakes.AddRange(best ?? []);
    }

    private void CheckArray(JsonElement value, JsonElement schema, string at)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Require(false, at, "a collection", value);
            return;
        }

        foreach (var item in value.EnumerateArray())
        {
            Check(item, schema.GetProperty("items"), at + "[]");
        }
    }

    private void CheckObject(JsonElement value, JsonElement schema, string? declared, string at)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Require(false, at, "an object", value);
            return;
        }

        var name = TypeName(value, declared);
        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var open = Collect(name is not null && contract.Schema("microsoft.graph." + name) is { } named ? named : schema, properties);
        foreach (var property in value.EnumerateObject())
        {
            if (property.Name.StartsWith('@') || property.Name.Contains('@', StringComparison.Ordinal))
            {
                CheckAnnotation(property.Name, properties, at);
            }
            else if (!properties.TryGetValue(property.Name, out var definition))
            {
                if (!open)
                {
                    _mistakes.Add($"{at}.{property.Name}: not a property of {name ?? "the type"}");
                }
            }
            else if (isRequest && IsReadOnly(name, property.Name, definition))
            {
                _mistakes.Add($"{at}.{property.Name}: read-only");
            }
            else if (!IsReference(property.Value, definition))
            {
                Check(property.Value, definition, $"{at}.{property.Name}");
            }
        }
    }

    /// <summary>A related object named by its id alone.</summary>
    private bool IsReference(JsonElement value, JsonElement definition) =>
        isRequest && definition.TryGetProperty("x-ms-navigationProperty", out _) && value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(p => p.Name == "id");

    private bool IsReadOnly(string? type, string name, JsonElement definition) =>
        (definition.TryGetProperty("readOnly", out var flag) && flag.GetBoolean()) || (type is not null && ReadOnlyProperties.Contains(type, name, isCreate));

    private void CheckAnnotation(string name, Dictionary<string, JsonElement> properties, string at)
    {
        var property = name.Split('@')[0];
        if (isRequest && property.Length > 0 && !properties.ContainsKey(property))
        {
            _mistakes.Add($"{at}.{name}: annotates no property of the type");
        }
    }

    /// <summary>The type that a schema refers to: alone, or as the one base of a nullable property.</summary>
    private static string? ReferencedName(JsonElement schema)
    {
        if (schema.TryGetProperty("allOf", out var all) && all.GetArrayLength() == 1)
        {
            schema = all[0];
        }

        return schema.TryGetProperty("$ref", out var reference) ? reference.GetString()!.Split('/')[^1].Replace("microsoft.graph.", "", StringComparison.Ordinal) : null;
    }

    /// <summary>The concrete type, from the value or as declared.</summary>
    private string? TypeName(JsonElement value, string? declared)
    {
        if (value.TryGetProperty("@odata.type", out var type) && type.ValueKind == JsonValueKind.String)
        {
            var named = type.GetString()!.TrimStart('#').Replace("microsoft.graph.", "", StringComparison.Ordinal);
            if (contract.Schema("microsoft.graph." + named) is null)
            {
                _mistakes.Add($"@odata.type {named} is not in the contract");
            }

            return named;
        }

        return declared;
    }

    /// <summary>Gathers properties along the bases; true when the type takes any further ones.</summary>
    private bool Collect(JsonElement schema, Dictionary<string, JsonElement> properties)
    {
        schema = contract.Resolve(schema);
        var open = schema.TryGetProperty("additionalProperties", out _) || schema.TryGetProperty("x-pruned", out _);
        if (schema.TryGetProperty("allOf", out var bases))
        {
            foreach (var part in bases.EnumerateArray())
            {
                open |= Collect(part, properties);
            }
        }

        if (schema.TryGetProperty("properties", out var own))
        {
            foreach (var property in own.EnumerateObject())
            {
                properties[property.Name] = property.Value;
            }
        }

        return open || (properties.Count == 0 && !schema.TryGetProperty("allOf", out _));
    }

    private void CheckEnum(JsonElement value, JsonElement members, string at)
    {
        var comparison = isRequest ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var right = value.ValueKind == JsonValueKind.String
            && value.GetString()!.Split(',').All(v => members.EnumerateArray().Any(m => v.Trim().Equals(m.GetString(), comparison)));
        Require(right, at, "a member of the enum", value);
    }

    private void CheckString(JsonElement value, JsonElement schema, string at)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Require(false, at, "a string", value);
            return;
        }

        var text = value.GetString()!;
        switch (schema.TryGetProperty("format", out var format) ? format.GetString() : null)
        {
            case "date-time":
                Require(DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _), at, "a time", value);
                break;
            case "uuid":
                Require(Guid.TryParse(text, out _), at, "a UUID", value);
                break;
            case "duration":
                try
                {
                    _ = XmlConvert.ToTimeSpan(text);
                }
                catch (FormatException)
                {
                    Require(false, at, "a duration", value);
                }

                break;
        }
    }

    private void Require(bool right, string at, string what, JsonElement value)
    {
        if (!right)
        {
            var text = value.GetRawText();
            _mistakes.Add($"{at}: {(text.Length > 60 ? text[..60] + "…" : text)} is not {what}");
        }
    }
}
