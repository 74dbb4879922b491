using System.Collections.Concurrent;
using System.Net;

namespace MspGov.Graph.Connections;

/// <summary>One connection pool for each endpoint, shared by all tenants behind it. Certificates are always validated.</summary>
internal sealed class Transports(Func<Uri, HttpMessageHandler>? substitute) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _invokers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The transport to an endpoint.</summary>
    public HttpMessageInvoker For(Uri endpoint) =>
        _invokers.GetOrAdd(endpoint.GetLeftPart(UriPartial.Authority), _ => new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(Handler(endpoint)))).Value;

    /// <summary>A handler of its own to an endpoint.</summary>
    public HttpMessageHandler Handler(Uri endpoint) => substitute?.Invoke(endpoint) ?? new SocketsHttpHandler
    {
        // A redirect would take the token to a host that nobody checked.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        EnableMultipleHttp2Connections = true,
        MaxConnectionsPerServer = 256,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };

    public void Dispose()
    {
        foreach (Lazy<HttpMessageInvoker> invoker in _invokers.Values.Where(invoker => invoker.IsValueCreated))
        {
            invoker.Value.Dispose();
        }
    }
}
