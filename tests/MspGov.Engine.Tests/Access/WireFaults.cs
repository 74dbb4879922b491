namespace MspGov.Engine.Tests.Access;

/// <summary>What goes wrong with the bytes of a whole HTTP request, a batch too.</summary>
internal enum WireFault
{
    None,
    Reset,
    Truncated,
    NotJson,
}

/// <summary>Breaks connections and bytes between client and lab.</summary>
internal sealed class WireFaults(HttpMessageHandler inner, Func<string, string?, WireFault> decide) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        switch (decide(request.RequestUri!.PathAndQuery["/v1.0".Length..], body))
        {
            case WireFault.Reset:
                throw new HttpRequestException("The connection was reset.", new IOException("reset"));
            case WireFault.NotJson:
                return new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent("<html>") };
            case WireFault.Truncated:
                HttpResponseMessage whole = await base.SendAsync(request, cancellationToken);
                byte[] bytes = await whole.Content.ReadAsByteArrayAsync(cancellationToken);
                var type = whole.Content.Headers.ContentType;
                whole.Content = new ByteArrayContent(bytes[..(bytes.Length / 2)]);
                whole.Content.Headers.ContentType = type;
                return whole;
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }
}
