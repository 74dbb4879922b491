namespace MspGov.Lab.Http;

/// <summary>A request as it reached the lab, from a handler in process, from a socket or from inside a batch.</summary>
internal sealed record LabRequest
{
    public required string Method { get; init; }

    /// <summary>Root before the version, for example <c>https://graph.microsoft.com</c>; links in answers begin with it.</summary>
    public required string Root { get; init; }

    /// <summary>Path and query after <c>/v1.0</c>, as sent.</summary>
    public required string PathAndQuery { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>True for a request inside a batch.</summary>
    public bool InBatch { get; init; }

    internal string Path => PathAndQuery.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? PathAndQuery[..mark] : PathAndQuery;

    internal string QueryString => PathAndQuery.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? PathAndQuery[(mark + 1)..] : "";

    internal string? Header(string name) => Headers.TryGetValue(name, out var value) ? value : null;

    internal bool IsRead => Method == "GET";
}
