using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Graph.Connections;

namespace MspGov.Engine.Forwarding;

/// <summary>Takes batches of entries; returns only when the other side has them.</summary>
internal interface IForwardSink : IAsyncDisposable
{
    Task SendAsync(IReadOnlyList<EntryView> batch, CancellationToken cancellationToken);
}

/// <summary>Chooses the sink of a destination.</summary>
internal static class ForwardSinks
{
    public static IForwardSink Open(ForwardRequest request)
    {
        string destination = request.Destination;
        if (destination.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || destination.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            // Collectors have their tokens in the query, so only the root is held to the rule for endpoints.
            var address = new Uri(destination, UriKind.Absolute);
            CloudEndpoints.Secure(address.GetLeftPart(UriPartial.Path), "destination");
            return new HttpSink(address, request.Token);
        }

        if (Uri.TryCreate(destination, UriKind.Absolute, out Uri? uri) && uri.Scheme is "syslog+tcp" or "syslog+tls")
        {
            return new SyslogSink(uri!.Host, uri.Port > 0 ? uri.Port : uri.Scheme == "syslog+tls" ? 6514 : 601, uri.Scheme == "syslog+tls");
        }

        return Path.IsPathFullyQualified(destination)
            ? new FileSink(destination)
            : throw PolicyErrors.InvalidArgument.With($"'{destination}' is no destination. Use https://…, syslog+tls://host:port, syslog+tcp://host:port, or a file.").About(destination);
    }
}

/// <summary>One POST a batch, newline-delimited JSON; any 2xx means taken.</summary>
internal sealed class HttpSink(Uri address, string? token) : IForwardSink
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    public async Task SendAsync(IReadOnlyList<EntryView> batch, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        foreach (EntryView entry in batch)
        {
            body.Write(OcsfEvent.ToJson(entry));
            body.WriteByte((byte)'\n');
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body.ToArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"it answered {(int)response.StatusCode} {response.ReasonPhrase}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>RFC 5424 messages, framed by octet count (RFC 5425, 6587). Syslog has no acknowledgement: taken means handed to the connection.</summary>
internal sealed class SyslogSink(string host, int port, bool tls) : IForwardSink
{
    private const int AuditFacility = 13;
    private Stream? _stream;
    private TcpClient? _client;

    public async Task SendAsync(IReadOnlyList<EntryView> batch, CancellationToken cancellationToken)
    {
        _stream ??= await ConnectAsync(cancellationToken);
        foreach (EntryView entry in batch)
        {
            byte[] message = Message(entry);
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture) + " "), cancellationToken);
            await _stream.WriteAsync(message, cancellationToken);
        }

        await _stream.FlushAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        _client?.Dispose();
    }

    private static byte[] Message(EntryView entry)
    {
        int severity = OcsfEvent.Severity(entry) switch { >= 4 => 2, 3 => 4, _ => 6 };
        string messageId = entry.Action.Length <= 32 ? entry.Action : entry.Action[..32];
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"<{(AuditFacility * 8) + severity}>1 {entry.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Environment.MachineName} MspGov - {messageId} - ");
        return [.. Encoding.ASCII.GetBytes(header), 0xEF, 0xBB, 0xBF, .. OcsfEvent.ToJson(entry)];
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        _client = new TcpClient { NoDelay = true };
        await _client.ConnectAsync(host, port, cancellationToken);
        if (!tls)
        {
            return _client.GetStream();
        }

        var secure = new SslStream(_client.GetStream());
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancellationToken);
        return secure;
    }
}

/// <summary>Appends one JSON line an entry, flushed to disk a batch.</summary>
internal sealed class FileSink(string path) : IForwardSink
{
    public async Task SendAsync(IReadOnlyList<EntryView> batch, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        foreach (EntryView entry in batch)
        {
            await file.WriteAsync(OcsfEvent.ToJson(entry), cancellationToken);
            await file.WriteAsync("\n"u8.ToArray(), cancellationToken);
        }

        file.Flush(flushToDisk: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
