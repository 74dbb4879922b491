using System.Text.Json;
using MspGov.Lab.Schema;

namespace MspGov.Testing.Contract;

/// <summary>Compares the lab's shipped extract of types with the contract it was made from.</summary>
internal static class ShippedSchema
{
    private const string Namespace = "microsoft.graph.";

    internal static IReadOnlyList<string> Differences(GraphContract contract)
    {
        var differences = new List<string>();
        foreach (var (name, schema) in contract.Schemas.Where(s => s.Name.StartsWith(Namespace, StringComparison.Ordinal) && !s.Name.EndsWith("CollectionResponse", StringComparison.Ordinal)))
        {
            var type = name[Namespace.Length..];
            if (schema.TryGetProperty("enum", out var members))
            {
                var missing = members.EnumerateArray().Select(m => m.GetString()!).Where(m => !GraphSchema.Instance.IsEnum(type, out var shipped) || !shipped.Contains(m));
                differences.AddRange(missing.Select(m => $"{type}.{m}"));
                continue;
            }

            differences.AddRange(Own(schema).Where(p => GraphSchema.Instance.Type(type)?.Find(p) is null && !type.StartsWith("ODataErrors", StringComparison.Ordinal)).Select(p => $"{type}.{p}"));
        }

        return differences;
    }

    private static IEnumerable<string> Own(JsonElement schema)
    {
        var parts = schema.TryGetProperty("allOf", out var all) ? all.EnumerateArray() : (IEnumerable<JsonElement>)[schema];
        return parts.Where(p => p.TryGetProperty("properties", out _)).SelectMany(p => p.GetProperty("properties").EnumerateObject()).Select(p => p.Name).Where(p => !p.StartsWith('@'));
    }
}
