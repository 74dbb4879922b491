using System.Text.Json;
using System.Text.RegularExpressions;

namespace MspGov.Testing.Contract;

/// <summary>
/// The official OpenAPI extract of Graph v1.0, from the folder that MSPGOV_GRAPH_CONTRACT names (default <c>../shared/graph</c> beside
/// the repository). Absent on most machines: tests that need it are skipped there.
/// </summary>
public sealed class GraphContract
{
    private static readonly Lazy<GraphContract?> Shared = new(Load);

    private readonly JsonElement _root;
    private readonly ILookup<int, (string[] Segments, string Template, JsonElement Item)> _paths;

    private GraphContract(JsonElement root)
    {
        _root = root;
        _paths = root.GetProperty("paths").EnumerateObject()
            .Select(p => (Segments: p.Name.Split('/', StringSplitOptions.RemoveEmptyEntries), p.Name, p.Value))
            .ToLookup(p => p.Segments.Length);
    }

    /// <summary>The contract, or null where the material is absent.</summary>
    public static GraphContract? Instance => Shared.Value;

    /// <summary>The operation that a request is, or null.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path after the version, without the query.</param>
    public ContractOperation? Find(string method, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Normalise).ToArray();
        var best = _paths[segments.Length]
            .Where(p => Matches(p.Segments, segments) && p.Item.TryGetProperty(method.ToLowerInvariant(), out _))
            .OrderBy(p => p.Segments.Count(s => s.StartsWith('{')))
            .FirstOrDefault();
        return best.Template is null ? null : new ContractOperation(best.Template, method, best.Item.GetProperty(method.ToLowerInvariant()));
    }

    /// <summary>Follows a reference inside the document.</summary>
    public JsonElement Resolve(JsonElement element)
    {
        while (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference))
        {
            element = reference.GetString()!.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries)
                .Aggregate(_root, (current, name) => current.GetProperty(name));
        }

        return element;
    }

    /// <summary>The schema of a type, or null.</summary>
    public JsonElement? Schema(string name) =>
        _root.GetProperty("components").GetProperty("schemas").TryGetProperty(name, out var schema) ? schema : null;

    internal IEnumerable<(string Name, JsonElement Schema)> Schemas =>
        _root.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(s => (s.Name, s.Value));

    private static GraphContract? Load()
    {
        var file = Repository.GraphContract is { } folder ? Path.Combine(folder, "contract", "graph-v1.0.json") : null;
        return File.Exists(file) ? new GraphContract(JsonDocument.Parse(File.ReadAllBytes(file)).RootElement) : null;
    }

    private static string Normalise(string segment)
    {
        var text = Uri.UnescapeDataString(segment).Replace("microsoft.graph.", "graph.", StringComparison.Ordinal);
        return text == "delta" ? "delta()" : text;
    }

    private static bool Matches(string[] template, string[] segments)
    {
        for (var i = 0; i < template.Length; i++)
        {
            var wanted = template[i];
            if (wanted.StartsWith('{'))
            {
                if (segments[i].StartsWith('$'))
                {
                    return false;
                }
            }
            else if (wanted.Contains('{', StringComparison.Ordinal))
            {
                if (!Regex.IsMatch(segments[i], "^" + Regex.Replace(Regex.Escape(wanted), @"\\\{[^}]*}", ".*") + "$", RegexOptions.CultureInvariant))
                {
                    return false;
                }
            }
            else if (!wanted.Equals(segments[i], StringComparison.OrdinalIgnoreCase) && !wanted.Equals("graph." + segments[i], StringComparison.OrdinalIgnoreCase)
                && !segments[i].Equals("graph." + wanted, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}
