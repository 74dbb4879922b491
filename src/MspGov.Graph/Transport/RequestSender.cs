using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Graph.Throttling;
using MspGov.Graph.Tokens;

namespace MspGov.Graph.Transport;

/// <summary>
/// Sends one request until there is a final answer: token, fuse, throttle gate, retry. The retry handlers of Microsoft.Graph.Core and
/// Kiota do not serve here: they know neither truncated bodies nor connection resets, repeat writes after a 5xx, and would sit below
/// the gate, so that other requests of the same tenant went on while one is told to wait.
/// </summary>
internal sealed class RequestSender(
    TenantIdentity tenant,
    Uri endpoint,
    HttpMessageInvoker invoker,
    ITokenSource tokens,
    IThrottleGate gate,
    RetryPolicy policy,
    TimeProvider time,
    SemaphoreSlim slots,
    Func<HttpMessageInvoker>? newConnection = null)
{
    private static readonly ProductInfoHeaderValue Product =
        new("MspGov", typeof(RequestSender).Assembly.GetName().Version?.ToString(3) ?? "0");

    private readonly LinkRules _links = new(endpoint, tenant);
    private readonly TenantFuse _fuse = new(tenant);
    private string? _provenToken;

    public TimeSpan? ServerClockSkew { get; private set; }

    /// <summary>Sends, and tries again as the policy says. The caller returns the body to the pool.</summary>
    /// <param name="request">What to send.</param>
    /// <param name="parts">The items where it is a batch: what the gate must count.</param>
    /// <param name="read">
    /// Reads the JSON of a success to its end, and throws where it cannot. It sees the bytes before anybody else, so that an answer is gone
    /// through once and not first for its end and then for what it says; it is called again for another attempt. Null to only look for the end.
    /// </param>
    /// <param name="cancellationToken">Stops waits and the exchange.</param>
    public async Task<Answer> SendAsync(GraphRequest request, IReadOnlyList<GraphRequest>? parts, Action<PooledBody>? read, CancellationToken cancellationToken)
    {
        Uri address = _links.Resolve(request.Path);
        RetryState state = new(policy, time, tenant, request);
        TokenRequest ask = default;
        bool onNewConnection = false;
        while (true)
        {
            TenantToken token = await tokens.GetAsync(ask, cancellationToken);
            await CheckTenantAsync(token, request.IsWrite, cancellationToken);
            Attempt attempt;
            using (await gate.EnterAsync(parts ?? [request], cancellationToken))
            {
                attempt = await TryOnceAsync(request, address, token, read, onNewConnection, cancellationToken);
            }

            if (attempt.Answer is not { } answer)
            {
                await state.AfterFailureAsync(attempt.Failure!, cancellationToken);
                continue;
            }

            TimeSpan? retryAfter = RetryPolicy.ParseRetryAfter(answer.Header("Retry-After"), time.GetUtcNow());
            gate.Observe(request, answer.Status, answer.Headers, retryAfter);
            if (answer.Status == 401 && ask.Rejected is null)
            {
                ask = new TokenRequest(ClaimsChallenge.Read(answer.Header("WWW-Authenticate")), token.Value);
                answer.Body.Return();
                continue;
            }

            if (!await state.AfterAnswerAsync(answer, retryAfter, cancellationToken))
            {
                return answer;
            }

            // The server that answered is overloaded, and a connection that is kept leads to it again.
            onNewConnection = answer.Status == 503;
            answer.Body.Return();
        }
    }

    /// <summary>An opaque token says nothing of its tenant: the tenant itself is asked, once for each token.</summary>
    private async Task CheckTenantAsync(TenantToken token, bool isWrite, CancellationToken cancellationToken)
    {
        if (token.TenantId is null && !isWrite && _provenToken != token.Value)
        {
            GraphRequest who = GraphRequest.Get("/organization?$select=id");
            Attempt attempt = await TryOnceAsync(who, _links.Resolve(who.Path), token, null, onNewConnection: false, cancellationToken);
            if (attempt.Answer is { } answer)
            {
                string body = System.Text.Encoding.UTF8.GetString(answer.Body.ToArrayAndReturn());
                _provenToken = answer.Status == 200 && body.Contains($"\"{tenant.Id}\"", StringComparison.OrdinalIgnoreCase) ? token.Value : null;
            }
        }

        _fuse.Check(token, isWrite, _provenToken == token.Value);
    }

    private async Task<Attempt> TryOnceAsync(GraphRequest request, Uri address, TenantToken token, Action<PooledBody>? read, bool onNewConnection, CancellationToken cancellationToken)
    {
        using HttpMessageInvoker? own = onNewConnection ? newConnection?.Invoke() : null;
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        both.CancelAfter(policy.AttemptTimeout);
        await slots.WaitAsync(cancellationToken);
        try
        {
            using HttpRequestMessage message = Message(request, address, token);
            using HttpResponseMessage response = await (own ?? invoker).SendAsync(message, both.Token);
            NoteClock(response);
            PooledBody body = await PooledBody.ReadAsync(response.Content, both.Token);
            return Judge(new Answer((int)response.StatusCode, HeadersOf(response), body), read);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Attempt(null, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new Attempt(null, new TimeoutException($"No answer within {policy.AttemptTimeout.TotalSeconds:0} seconds.", e));
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>A success whose JSON ends too early is no answer; one that is whole and still not what was expected is final.</summary>
    private static Attempt Judge(Answer answer, Action<PooledBody>? read)
    {
        if (!answer.IsSuccess)
        {
            return new Attempt(answer, null);
        }

        JsonException? unreadable = null;
        try
        {
            read?.Invoke(answer.Body);
        }
        catch (JsonException e)
        {
            unreadable = e;
        }

        if ((read is null || unreadable is not null) && IsTruncated(answer))
        {
            answer.Body.Return();
            return new Attempt(null, new JsonException("The answer ends before its JSON does."));
        }

        return new Attempt(unreadable is null ? answer : answer with { Unreadable = unreadable }, null);
    }

    private static HttpRequestMessage Message(GraphRequest request, Uri address, TenantToken token)
    {
        HttpRequestMessage message = new(request.Method, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue(Product.Product!));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.Add("client-request-id", Guid.NewGuid().ToString());
        if (request.Eventual)
        {
            message.Headers.Add("ConsistencyLevel", "eventual");
        }

        if (request.IfMatch is { } etag)
        {
            message.Headers.TryAddWithoutValidation("If-Match", etag);
        }

        foreach ((string name, string value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return message;
    }

    private static bool IsTruncated(Answer answer)
    {
        if (answer.Body.Length == 0 || answer.Header("Content-Type")?.Contains("json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(answer.Body.Span);
            while (reader.Read())
            {
            }

            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, HeaderStringValues values) in response.Headers.NonValidated)
        {
            headers[name] = values.ToString();
        }

        foreach ((string name, HeaderStringValues values) in response.Content.Headers.NonValidated)
        {
            headers[name] = values.ToString();
        }

        return headers;
    }

    private void NoteClock(HttpResponseMessage response)
    {
        if (response.Headers.Date is { } date)
        {
            ServerClockSkew = date - time.GetUtcNow();
        }
    }

    private readonly record struct Attempt(Answer? Answer, Exception? Failure);
}
