namespace MspGov.Graph.Tokens;

/// <summary>
/// Azure.Identity takes no http authority, not even on this machine. For http on loopback, and nothing else, it is shown https and
/// the scheme is put back on the way out.
/// </summary>
internal static class LoopbackAuthority
{
    public static Uri Masked(Uri authority) =>
        IsPlain(authority) ? new UriBuilder(authority) { Scheme = Uri.UriSchemeHttps, Port = authority.Port }.Uri : authority;

    public static HttpMessageHandler Wrap(Uri authority, HttpMessageHandler inner) =>
        IsPlain(authority) ? new Unmasking(authority, inner) : inner;

    private static bool IsPlain(Uri authority) => authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback;

    private sealed class Unmasking(Uri authority, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri is { } uri && uri.Host == authority.Host && uri.Port == authority.Port)
            {
                request.RequestUri = new UriBuilder(uri) { Scheme = Uri.UriSchemeHttp, Port = uri.Port }.Uri;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
