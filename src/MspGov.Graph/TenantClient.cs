using System.Runtime.CompilerServices;
using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Graph.Batching;
using MspGov.Graph.Throttling;
using MspGov.Graph.Tokens;
using MspGov.Graph.Transport;

namespace MspGov.Graph;

/// <summary>
/// The door to one tenant. Holds no process-wide state; every request passes the fuse that compares the token's tenant with this one.
/// Safe for concurrent callers; at most <see cref="MaxConcurrency"/> requests are in flight.
/// </summary>
public sealed class TenantClient
{
    private readonly TenantIdentity _tenant;
    private readonly RequestSender _sender;
    private readonly BatchSender _batches;
    private readonly ITokenSource _tokens;

    /// <summary>Creates a client.</summary>
    /// <param name="tenantId">Id of the tenant; tokens of any other are refused.</param>
    /// <param name="tenantName">Short name, for messages.</param>
    /// <param name="endpoint">Root before <c>/v1.0</c>.</param>
    /// <param name="invoker">Transport; shared with other tenants of the same endpoint.</param>
    /// <param name="tokens">Where tokens come from.</param>
    /// <param name="options">Limits.</param>
    public TenantClient(string tenantId, string tenantName, Uri endpoint, HttpMessageInvoker invoker, ITokenSource tokens, TenantClientSettings? options = null)
    {
        options ??= new TenantClientSettings();
        _tenant = new TenantIdentity(tenantId.ToLowerInvariant(), tenantName);
        _tokens = tokens;
        Endpoint = endpoint;
        MaxConcurrency = options.MaxConcurrency;
        _sender = new RequestSender(_tenant, endpoint, invoker, tokens, options.Gate, options.Retry, options.Time, new SemaphoreSlim(options.MaxConcurrency), options.NewConnection);
        _batches = new BatchSender(_tenant, _sender, options.Gate, options.Retry, options.Time);
    }

    /// <summary>Id of the tenant, lower-case.</summary>
    public string TenantId => _tenant.Id;

    /// <summary>Short name of the tenant.</summary>
    public string TenantName => _tenant.Name;

    /// <summary>Root before <c>/v1.0</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>Most requests in flight at a time.</summary>
    public int MaxConcurrency { get; }

    /// <summary>How much the tenant's clock is ahead of this machine's, by the last answer's Date; to about a second. Null before the first answer.</summary>
    public TimeSpan? ServerClockSkew => _sender.ServerClockSkew;

    /// <summary>The token that requests go out with, for looking at its claims.</summary>
    public ValueTask<TenantToken> GetTokenAsync(CancellationToken cancellationToken) => _tokens.GetAsync(default, cancellationToken);

    /// <summary>
    /// Sends one request. Throttling and faults are retried as far as that is safe; what comes back is final: a success, or an error
    /// that trying again would not change (also 429 and 503 after all retries, and any 5xx to a write: look at the status, or call
    /// <see cref="GraphResponse.EnsureSuccess"/>).
    /// </summary>
    /// <exception cref="GovException">Unreachable, OutcomeUnknown (a write whose answer was lost), WrongTenant, AuthenticationFailed.</exception>
    public async Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        Answer answer = await _sender.SendAsync(request, null, null, cancellationToken);
        return new GraphResponse(request, _tenant.Id, _tenant.Name, answer.Status, answer.Headers, answer.Body.ToArrayAndReturn());
    }

    /// <summary>GETs one object; throws the mapped error when there is none.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        (await SendAsync(GraphRequest.Get(path), cancellationToken)).EnsureSuccess().ParseRoot();

    /// <summary>Reads a collection page by page, to its end: only a page without nextLink ends it, an empty one does not.</summary>
    /// <param name="path">Path with query, or an absolute nextLink or deltaLink.</param>
    /// <param name="eventual">Sends ConsistencyLevel with every page: Graph does not carry it over.</param>
    /// <param name="headers">Further headers, sent with every page too.</param>
    /// <param name="cancellationToken">Stops the enumeration.</param>
    /// <exception cref="GovException">The mapped error of the page that failed: then what came before is not all.</exception>
    public async IAsyncEnumerable<GraphPage> PagesAsync(string path, bool eventual = false, IReadOnlyDictionary<string, string>? headers = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        NextLinks links = new(_tenant, path);
        GraphRequest request = new() { Path = path, Eventual = eventual };
        request = headers is null ? request : request with { Headers = headers };
        while (true)
        {
            PageLinks found = default;
            PooledBody body = await GetAsync(request, bytes => found = PageLinks.Scan(bytes.Span), cancellationToken);
            using GraphPage page = new(body.Buffer, body.Length, found);
            yield return page;
            if (found.Next is null)
            {
                yield break;
            }

            request = request with { Path = links.Follow(found.Next) };
        }
    }

    /// <summary>Reads a collection to its end, each page parsed as it comes, in one pass over its bytes.</summary>
    /// <param name="path">Path with query, or an absolute nextLink.</param>
    /// <param name="parse">Parses a page, and throws JsonException for what is none.</param>
    /// <param name="next">Link to the page after.</param>
    /// <param name="use">Takes a page.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GovException">The mapped error of the page that failed: then what came before is not all.</exception>
    internal async Task ReadPagesAsync<TPage>(string path, PageParser<TPage> parse, Func<TPage, string?> next, Action<TPage> use, CancellationToken cancellationToken)
    {
        NextLinks links = new(_tenant, path);
        string? link = path;
        while (link is not null)
        {
            TPage? page = default;
            PooledBody body = await GetAsync(GraphRequest.Get(link), bytes => page = parse(bytes.Span), cancellationToken);
            body.Return();
            use(page!);
            link = next(page!) is { } following ? links.Follow(following) : null;
        }
    }

    /// <summary>Sends requests in batches of at most 20, with only those again that were throttled or failed on the way.</summary>
    /// <returns>One answer for each request, in their order; look at each status.</returns>
    public Task<IReadOnlyList<GraphResponse>> BatchAsync(IReadOnlyList<GraphRequest> requests, CancellationToken cancellationToken) =>
        _batches.SendAsync(requests, cancellationToken);

    private async Task<PooledBody> GetAsync(GraphRequest request, Action<PooledBody> read, CancellationToken cancellationToken)
    {
        Answer answer = await _sender.SendAsync(request, null, read, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new GraphResponse(request, _tenant.Id, _tenant.Name, answer.Status, answer.Headers, answer.Body.ToArrayAndReturn()).ToException();
        }

        if (answer.Unreadable is { } e)
        {
            answer.Body.Return();
            throw TenantErrors.Unreachable.With($"Tenant '{_tenant.Name}' answered {GraphErrorMapping.Shown(request.Path)} with something that cannot be read: {e.Message}", e).About(_tenant.Name, _tenant.Id);
        }

        return answer.Body;
    }
}

/// <summary>Parses the bytes of a page.</summary>
internal delegate TPage PageParser<out TPage>(ReadOnlySpan<byte> utf8);
