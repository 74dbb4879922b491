using System.Text.Json.Nodes;
using MspGov.Graph.Throttling;

namespace MspGov.Graph;

/// <summary>One request to a tenant.</summary>
public sealed record GraphRequest
{
    private static readonly string[] ReadOnlyActions =
    [
        "getByIds", "checkMemberGroups", "checkMemberObjects", "getMemberGroups", "getMemberObjects",
        "getAvailableExtensionProperties", "validateProperties", "isMemberOf",
    ];

    private Rating? _rating;

    /// <summary>HTTP method.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Path below <c>/v1.0</c> with its query, for example <c>/users?$select=id</c>; or an absolute nextLink or deltaLink of the same host.</summary>
    public required string Path { get; init; }

    /// <summary>JSON body in UTF-8; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Further headers, for example <c>Prefer</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>Sends <c>ConsistencyLevel: eventual</c>, as advanced queries need (with <c>$count=true</c> in the query).</summary>
    public bool Eventual { get; init; }

    /// <summary>ETag for <c>If-Match</c>; GDAP writes need one.</summary>
    public string? IfMatch { get; init; }

    /// <summary>True when it changes the tenant. The POSTs that only compute (getByIds, checkMember..., getMember...) do not.</summary>
    public bool IsWrite => Method != HttpMethod.Get && Method != HttpMethod.Head && !IsReadBatch && !IsReadOnlyPost;

    /// <summary>True for a $batch whose items all only read.</summary>
    internal bool IsReadBatch { get; init; }

    /// <summary>What it costs of the tenant's budget; rated once, for it is asked for before and after sending.</summary>
    internal RequestCost Cost
    {
        get
        {
            // A copy made "with" another path brings the old rating along.
            if (_rating is not { } rating || !ReferenceEquals(rating.Path, Path))
            {
                _rating = rating = new Rating(Path, RequestCost.Of(this));
            }

            return rating.Cost;
        }
    }

    private bool IsReadOnlyPost
    {
        get
        {
            if (Method != HttpMethod.Post)
            {
                return false;
            }

            ReadOnlySpan<char> path = Path;
            int query = path.IndexOf('?');
            path = (query < 0 ? path : path[..query]).TrimEnd('/');
            ReadOnlySpan<char> last = path[(path.LastIndexOf('/') + 1)..];
            last = last[(last.LastIndexOf('.') + 1)..];
            foreach (string action in ReadOnlyActions)
            {
                if (last.Equals(action, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>A GET.</summary>
    public static GraphRequest Get(string path, bool eventual = false) => new() { Path = path, Eventual = eventual };

    /// <summary>A POST with a JSON body; null for none.</summary>
    public static GraphRequest Post(string path, JsonNode? body = null) => new() { Method = HttpMethod.Post, Path = path, Body = Utf8(body) };

    /// <summary>A PATCH.</summary>
    public static GraphRequest Patch(string path, JsonNode body) => new() { Method = HttpMethod.Patch, Path = path, Body = Utf8(body) };

    /// <summary>A PUT.</summary>
    public static GraphRequest Put(string path, JsonNode body) => new() { Method = HttpMethod.Put, Path = path, Body = Utf8(body) };

    /// <summary>A DELETE.</summary>
    public static GraphRequest Delete(string path) => new() { Method = HttpMethod.Delete, Path = path };

    private static ReadOnlyMemory<byte>? Utf8(JsonNode? body) =>
        body is null ? null : System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());

    private sealed record Rating(string Path, RequestCost Cost);
}
