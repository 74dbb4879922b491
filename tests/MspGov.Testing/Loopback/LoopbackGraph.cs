using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace MspGov.Testing.Loopback;

/// <summary>
/// A scripted tenant behind real Kestrel on loopback: Graph's paths, $batch over the same script, and the token endpoint. The wire is
/// faked, not the client's classes.
/// </summary>
public sealed class LoopbackGraph : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Script> _scripts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<SeenRequest> _seen = new();
    private readonly CancellationTokenSource _stopping = new();

    private LoopbackGraph(WebApplication app, string tenantId)
    {
        _app = app;
        TenantId = tenantId;
        Token = _ => Reply.Json($$"""{"token_type":"Bearer","expires_in":3599,"access_token":"{{Jwt.Of(TenantId, Roles)}}"}""");
    }

    public string TenantId { get; }

    /// <summary>Root before /v1.0.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Roles in the tokens of the token endpoint; none named when null.</summary>
    public IReadOnlyList<string>? Roles { get; set; }

    /// <summary>What the token endpoint answers.</summary>
    public Func<SeenRequest, Reply> Token { get; set; }

    /// <summary>What is answered where nothing is scripted; a 404 when null.</summary>
    public Func<SeenRequest, Reply>? Otherwise { get; set; }

    /// <summary>Requests to Graph in the order they came; items of a batch are not listed, their batch is.</summary>
    public IReadOnlyList<SeenRequest> Seen => [.. _seen.Where(request => !request.Target.Contains("/oauth2/", StringComparison.Ordinal))];

    /// <summary>Requests to the token endpoint.</summary>
    public IReadOnlyList<SeenRequest> TokenRequests => [.. _seen.Where(request => request.Target.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal))];

    public static async Task<LoopbackGraph> StartAsync(string tenantId, X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        WebApplication app = builder.Build();
        LoopbackGraph graph = new(app, tenantId);
        app.Run(graph.HandleAsync);
        await app.StartAsync();
        Uri bound = new(app.Urls.First());
        graph.Endpoint = certificate is null ? bound : new UriBuilder(bound) { Host = "localhost" }.Uri;
        return graph;
    }

    /// <summary>Scripts a path below /v1.0: the replies in order, the last one for good. With a query in it, only that query.</summary>
    public LoopbackGraph On(string method, string path, params Reply[] replies)
    {
        int next = 0;
        return On(method, path, _ => replies[Math.Min(Interlocked.Increment(ref next), replies.Length) - 1]);
    }

    /// <summary>Scripts a path by a function.</summary>
    public LoopbackGraph On(string method, string path, Func<SeenRequest, Reply> reply)
    {
        _scripts[$"{method} {path}"] = new Script(reply);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        SeenRequest request = new(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync(context.RequestAborted))
        { Connection = context.Connection.Id };
        _seen.Enqueue(request);
        await WriteAsync(context, Answer(request));
    }

    private Reply Answer(SeenRequest request)
    {
        if (request.Target.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal))
        {
            return Token(request);
        }

        string target = request.Target.StartsWith("/v1.0", StringComparison.Ordinal) ? request.Target["/v1.0".Length..] : request.Target;
        if (_scripts.TryGetValue($"{request.Method} {target}", out Script? exact) || _scripts.TryGetValue($"{request.Method} {request.Path}", out exact))
        {
            return exact.Reply(request);
        }

        if (Otherwise is not null)
        {
            return Otherwise(request);
        }

        return request.Path == "/$batch"
            ? Batch(request)
            : Reply.Error(404, "Request_ResourceNotFound", $"Nothing is scripted for {request.Method} {target.Replace("\"", "", StringComparison.Ordinal)}.");
    }

    private Reply Batch(SeenRequest batch)
    {
        JsonArray responses = [];
        foreach (JsonNode? node in JsonNode.Parse(batch.Body)!["requests"]!.AsArray())
        {
            JsonObject item = node!.AsObject();
            Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
            foreach ((string name, JsonNode? value) in item["headers"]?.AsObject() ?? [])
            {
                headers[name] = value!.GetValue<string>();
            }

            Reply reply = Answer(new SeenRequest(item["method"]!.GetValue<string>(), "/v1.0" + item["url"]!.GetValue<string>(), headers, item["body"]?.ToJsonString() ?? ""));
            JsonObject replyHeaders = [];
            foreach ((string name, string value) in reply.Headers)
            {
                replyHeaders[name] = value;
            }

            // The order of answers is not that of requests: the real service promises none.
            responses.Insert(0, new JsonObject
            {
                ["id"] = item["id"]!.GetValue<string>(),
                ["status"] = reply.Status,
                ["headers"] = replyHeaders,
                ["body"] = reply.Body.Length == 0 ? null : JsonNode.Parse(reply.Body),
            });
        }

        return Reply.Json(new JsonObject { ["responses"] = responses }.ToJsonString());
    }

    private async Task WriteAsync(HttpContext context, Reply reply)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        if (reply.Delay != TimeSpan.Zero)
        {
            await Task.Delay(reply.Delay, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        if (reply.Cut == Cut.BeforeAnswer || stop.IsCancellationRequested)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = reply.Status;
        foreach ((string name, string value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (reply.Body.Length > 0)
        {
            context.Response.ContentType = reply.ContentType;
            context.Response.ContentLength = reply.Body.Length;
            await context.Response.Body.WriteAsync(reply.Body.AsMemory(0, reply.Cut == Cut.InBody ? reply.Body.Length / 2 : reply.Body.Length), stop.Token);
        }

        if (reply.Cut == Cut.InBody)
        {
            await context.Response.Body.FlushAsync(stop.Token);
            context.Abort();
        }
    }

    private sealed record Script(Func<SeenRequest, Reply> Reply);
}
