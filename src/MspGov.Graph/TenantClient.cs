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
        _sender = new RequestSender(_tenant, endpoint, invoker, tokens, options.Gate, options.Retry, options.Time, new SemaphoreSlim(options.MaxConcurrency));
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
        Answer answer = await _sender.SendAsync(request, null, cancellationToken);
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
        HashSet<string> seen = new(StringComparer.Ordinal);
        GraphRequest request = new() { Path = path, Eventual = eventual };
        request = headers is null ? request : request with { Headers = headers };
        while (true)
        {
            using GraphPage page = await GetPageAsync(request, cancellationToken);
            string? next = page.NextLink;
            yield return page;
            if (next is null)
            {
                yield break;
            }

            if (!seen.Add(next))
            {
                throw TenantErrors.Unreachable.With($"Tenant '{_tenant.Name}' gives the same nextLink twice for {GraphErrorMapping.Shown(path)}: the collection cannot be read to its end. Try again later.").About(_tenant.Name, _tenant.Id);
            }

            request = request with { Path = next };
        }
    }

    /// <summary>Sends requests in batches of at most 20, with only those again that were throttled or failed on the way.</summary>
    /// <returns>One answer for each request, in their order; look at each status.</returns>
    public Task<IReadOnlyList<GraphResponse>> BatchAsync(IReadOnlyList<GraphRequest> requests, CancellationToken cancellationToken) =>
        _batches.SendAsync(requests, cancellationToken);

    private async Task<GraphPage> GetPageAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        Answer answer = await _sender.SendAsync(request, null, cancellationToken);
        if (answer.Status is < 200 or > 299)
        {
            throw new GraphResponse(request, _tenant.Id, _tenant.Name, answer.Status, answer.Headers, answer.Body.ToArrayAndReturn()).ToException();
        }

        try
        {
            return new GraphPage(answer.Body.Buffer, answer.Body.Length, PageLinks.Scan(answer.Body.Span));
        }
        catch (JsonException e)
        {
            answer.Body.Return();
            throw TenantErrors.Unreachable.With($"Tenant '{_tenant.Name}' answered {GraphErrorMapping.Shown(request.Path)} with something that is not JSON.", e).About(_tenant.Name, _tenant.Id);
        }
    }
}
