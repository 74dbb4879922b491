using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MspGov.Testing;

/// <summary>A loopback HTTP endpoint whose answers a test writes. Keeps what was asked.</summary>
public sealed class LoopbackHttp : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<LoopbackRequest, (int Status, byte[] Body)> _answer;

    /// <summary>Starts it.</summary>
    public LoopbackHttp(Func<LoopbackRequest, (int Status, byte[] Body)> answer)
    {
        _answer = answer;
        Url = $"http://127.0.0.1:{FreePort()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Its root, with a slash at the end.</summary>
    public string Url { get; }

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<LoopbackRequest> Requests { get; } = [];

    /// <inheritdoc/>
    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var request = new LoopbackRequest(context.Request.HttpMethod, context.Request.Url!.AbsolutePath, context.Request.ContentType, body.ToArray());
                Requests.Enqueue(request);
                (int status, byte[] answer) = _answer(request);
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(answer);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Closed, or the client went away: the test decides what that means.
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

/// <summary>A request that a <see cref="LoopbackHttp"/> got.</summary>
public sealed record LoopbackRequest(string Method, string Path, string? ContentType, byte[] Body);
