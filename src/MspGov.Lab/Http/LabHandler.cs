using System.Globalization;
using System.Net;

namespace MspGov.Lab.Http;

/// <summary>The end of an HTTP pipeline that is a lab tenant instead of a network: what goes in and comes out is HTTP, and no client can tell.</summary>
internal sealed class LabHandler(LabStore store) : HttpMessageHandler
{
    private const string Version = "/v1.0";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri!;
        var at = uri.AbsolutePath.IndexOf(Version + "/", StringComparison.OrdinalIgnoreCase);
        var response = at < 0
            ? new LabError(400, "BadRequest", "Invalid version.").ToResponse(new LabRequest { Method = "GET", Root = "", PathAndQuery = "", Headers = new Dictionary<string, string>() }, store.Now)
            : await store.SendAsync(await ToLabAsync(request, uri, at, cancellationToken), cancellationToken);
        if (response.Fault == TransportFault.Reset)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was reset by the lab.", new IOException("Connection reset by peer."));
        }

        return ToHttp(request, response);
    }

    private static async Task<LabRequest> ToLabAsync(HttpRequestMessage request, Uri uri, int at, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            headers[name] = values.ToString();
        }

        return new LabRequest
        {
            Method = request.Method.Method,
            Root = uri.GetLeftPart(UriPartial.Authority) + uri.AbsolutePath[..at],
            PathAndQuery = uri.PathAndQuery[(at + Version.Length)..],
            Headers = headers,
            Body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken),
        };
    }

    private HttpResponseMessage ToHttp(HttpRequestMessage request, LabResponse response)
    {
        var message = new HttpResponseMessage((HttpStatusCode)response.Status) { RequestMessage = request };
        message.Headers.TryAddWithoutValidation("Date", store.Now.UtcDateTime.ToString("r", CultureInfo.InvariantCulture));
        message.Headers.TryAddWithoutValidation("request-id", Guid.NewGuid().ToString());
        if (request.Headers.TryGetValues("client-request-id", out var ids))
        {
            message.Headers.TryAddWithoutValidation("client-request-id", ids);
        }

        foreach (var (name, value) in response.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        message.Content = response switch
        {
            { Body: null } => new ByteArrayContent([]),
            { Fault: TransportFault.Truncate, Body: { } body } => new StreamContent(new TruncatedStream(body, body.Length / 2)),
            { Body: { } body } => new ByteArrayContent(body),
        };
        if (response.Body is not null)
        {
            message.Content.Headers.TryAddWithoutValidation("Content-Type", response.ContentType + (response.ContentType == "application/json" ? "; odata.metadata=minimal; charset=utf-8" : "; charset=utf-8"));
        }

        return message;
    }
}
