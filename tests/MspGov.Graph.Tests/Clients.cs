using MspGov.Graph.Throttling;
using MspGov.Graph.Tokens;
using MspGov.Graph.Transport;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests;

/// <summary>Clients against a loopback tenant.</summary>
internal static class Clients
{
    public const string Tenant = "11111111-1111-1111-1111-111111111111";

    public const string OtherTenant = "22222222-2222-2222-2222-222222222222";

    public static TenantClient To(LoopbackGraph graph, TimeProvider time, string? token = null, RetryPolicy? retry = null, int concurrency = 8, IThrottleGate? gate = null, string? tenantId = null) =>
        new(
            tenantId ?? graph.TenantId,
            "contoso",
            graph.Endpoint,
            new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false }),
            new OneToken(token ?? Jwt.Of(graph.TenantId)),
            new TenantClientSettings { Time = time, Retry = retry ?? new RetryPolicy(), MaxConcurrency = concurrency, Gate = gate ?? OpenGate.Instance });

    private sealed class OneToken(string token) : ITokenSource
    {
        public ValueTask<TenantToken> GetAsync(TokenRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(TenantToken.Read(token));
    }
}
