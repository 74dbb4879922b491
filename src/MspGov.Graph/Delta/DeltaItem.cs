namespace MspGov.Graph.Delta;

/// <summary>One mirrored object.</summary>
public sealed class DeltaItem
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> None = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    internal DeltaItem(string id, byte[] utf8)
    {
        Id = id;
        Json = utf8;
    }

    /// <summary>Object id.</summary>
    public string Id { get; }

    /// <summary>The object as UTF-8 JSON, as the tenant gave it, changes merged in; without its relations.</summary>
    public ReadOnlyMemory<byte> Utf8 => Json;

    /// <summary>Related objects by relation (<c>members</c>, <c>owners</c>): id and OData type, which is empty when not said.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Relations =>
        Related?.ToDictionary(pair => pair.Key, pair => (IReadOnlyDictionary<string, string>)pair.Value) ?? None;

    internal byte[] Json { get; set; }

    internal Dictionary<string, Dictionary<string, string>>? Related { get; set; }

    /// <summary>The targets of a relation; none when it has none.</summary>
    public IReadOnlyCollection<string> RelatedIds(string relation) =>
        Related?.TryGetValue(relation, out Dictionary<string, string>? targets) == true ? targets.Keys : [];
}
