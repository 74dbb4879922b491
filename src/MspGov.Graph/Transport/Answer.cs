using System.Text.Json;

namespace MspGov.Graph.Transport;

/// <summary>A raw answer: status, headers, pooled body.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, PooledBody Body)
{
    /// <summary>Why the body of a success could not be read, though it is not cut short; null when it was read.</summary>
    public JsonException? Unreadable { get; init; }

    public bool IsSuccess => Status is >= 200 and <= 299;

    public string? Header(string name) => Headers.TryGetValue(name, out string? value) ? value : null;
}
