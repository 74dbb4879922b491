namespace MspGov.Graph.Transport;

/// <summary>A raw answer: status, headers, pooled body.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, PooledBody Body)
{
    public string? Header(string name) => Headers.TryGetValue(name, out string? value) ? value : null;
}
