namespace MspGov.Testing.Loopback;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Target">Path and query, byte for byte.</param>
/// <param name="Headers">Headers by name.</param>
/// <param name="Body">Body as text.</param>
public sealed record SeenRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>Which connection it came over.</summary>
    public string Connection { get; init; } = "";

    /// <summary>Path without query and version.</summary>
    public string Path
    {
        get
        {
            string path = Target.Split('?')[0];
            return path.StartsWith("/v1.0/", StringComparison.Ordinal) ? path["/v1.0".Length..] : path;
        }
    }

    public string? Header(string name) => Headers.TryGetValue(name, out string? value) ? value : null;
}
