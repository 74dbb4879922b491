using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MspGov.Core.Services;
using MspGov.Lab.Http;

namespace MspGov.Testing.Lab;

/// <summary>Lab tenants over real HTTP on loopback: the <c>tid</c> of the bearer token chooses the tenant.</summary>
public sealed class LabServer : IAsyncDisposable
{
    private const string Version = "/v1.0";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TestLab> _tenants = new(StringComparer.OrdinalIgnoreCase);
    private long _requests;

    private LabServer(WebApplication app) => _app = app;

    /// <summary>Root before <c>/v1.0</c>: what <c>-GraphEndpoint</c> takes.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>Number of HTTP requests, a batch counting as one.</summary>
    public long HttpRequests => Interlocked.Read(ref _requests);

    public IReadOnlyCollection<TestLab> Tenants => [.. _tenants.Values];

    public TestLab this[string tenantId] => _tenants[tenantId];

    public static async Task<LabServer> StartAsync(params TestLab[] tenants)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = 64 << 20);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new LabServer(app);
        foreach (var tenant in tenants)
        {
            server.Add(tenant);
        }

        app.Run(server.HandleAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Endpoint = new Uri(address);
        return server;
    }

    /// <summary>Starts with so many tenants of one size, named <c>lab001</c> and on.</summary>
    public static Task<LabServer> StartAsync(int count, LabSize size, TimeSpan? latency = null, TimeProvider? time = null)
    {
        var tenants = Enumerable.Range(1, count)
            .Select(i => TestLab.Create(string.Create(CultureInfo.InvariantCulture, $"lab{i:000}"), size, i, time))
            .ToArray();
        foreach (var tenant in tenants)
        {
            tenant.Behaviour = new LabBehaviour { Latency = latency };
        }

        return StartAsync(tenants);
    }

    public void Add(TestLab tenant) => _tenants[tenant.TenantId] = tenant;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var at = raw.IndexOf(Version + "/", StringComparison.OrdinalIgnoreCase);
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var request = new LabRequest
        {
            Method = context.Request.Method,
            Root = $"{context.Request.Scheme}://{context.Request.Host}" + (at > 0 ? raw[..at] : ""),
            PathAndQuery = at < 0 ? raw : raw[(at + Version.Length)..],
            Headers = headers,
            Body = await ReadBodyAsync(context),
        };
        var tenant = LabTokens.Read(request.Header("Authorization"))?.TenantId is { } id && _tenants.TryGetValue(id, out var found) ? found : null;
        var response = at < 0 ? new LabError(400, "BadRequest", "Invalid version.").ToResponse(request, DateTimeOffset.UtcNow)
            : tenant is null ? new LabError(401, "InvalidAuthenticationToken", "Access token is empty or of a tenant that is not served here.").ToResponse(request, DateTimeOffset.UtcNow)
            : await tenant.Store.SendAsync(request, context.RequestAborted);
        await WriteAsync(context, response, tenant?.Store.Now ?? DateTimeOffset.UtcNow);
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or 0 && !context.Request.Headers.ContainsKey("Transfer-Encoding"))
        {
            return null;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.ToArray();
    }

    private static async Task WriteAsync(HttpContext context, LabResponse response, DateTimeOffset now)
    {
        if (response.Fault == TransportFault.Reset)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = response.Status;
        context.Response.Headers.Date = now.UtcDateTime.ToString("r", CultureInfo.InvariantCulture);
        context.Response.Headers["request-id"] = Guid.NewGuid().ToString();
        foreach (var (name, value) in response.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (response.Body is not { } body)
        {
            return;
        }

        context.Response.ContentType = response.ContentType == "application/json" ? "application/json; odata.metadata=minimal; charset=utf-8" : response.ContentType;
        context.Response.ContentLength = body.Length;
        if (response.Fault == TransportFault.Truncate)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
