using System.Net;

namespace MspGov.Engine.Anchoring;

/// <summary>One request to somebody outside, whose answer may be anything: bounded in size and time. Synchronous, as the ledger is.</summary>
internal static class BoundedHttp
{
    private const int LargestAnswer = 1 << 20;

    /// <summary>The body of a 2xx answer.</summary>
    /// <exception cref="HttpRequestException">Another status, with its code, or a body that is too large.</exception>
    public static byte[] Send(HttpClient http, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, byte[] body) = Exchange(http, message, cancellationToken);
        return (int)status is >= 200 and < 300
            ? body
            : throw new HttpRequestException($"it answered {(int)status}", null, status);
    }

    /// <summary>Status and body, whatever the status.</summary>
    public static (HttpStatusCode Status, byte[] Body) Exchange(HttpClient http, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = http.Send(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using Stream stream = response.Content.ReadAsStream(cancellationToken);
        using var body = new MemoryStream();
        byte[] buffer = new byte[8192];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > LargestAnswer)
            {
                throw new HttpRequestException("it answered more than a mebibyte");
            }
        }

        return (response.StatusCode, body.ToArray());
    }

    /// <summary>Whether an exception is the other side's fault.</summary>
    public static bool IsFault(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or IOException or UriFormatException or InvalidOperationException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
