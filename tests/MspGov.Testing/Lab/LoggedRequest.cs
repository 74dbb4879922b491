using System.Collections.Concurrent;
using System.Text;

namespace MspGov.Testing.Lab;

/// <summary>A request as the tenant saw it, with the status it answered.</summary>
public sealed record LoggedRequest(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, string? Body, int Status, bool InBatch)
{
    public bool IsWrite { get; init; }

    /// <summary>Body of the answer.</summary>
    public string? Answer { get; init; }

    /// <summary>Path without the query.</summary>
    public string Path => PathAndQuery.Split('?')[0];

    public override string ToString() => $"{Method} {PathAndQuery} -> {Status}";
}
