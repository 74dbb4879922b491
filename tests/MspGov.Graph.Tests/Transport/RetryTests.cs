using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using MspGov.Core.Errors;
using MspGov.Graph.Tests.Connections;
using MspGov.Graph.Transport;
using MspGov.Testing;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests.Transport;

public class RetryTests
{
    private static readonly Reply Fine = Reply.Json("""{"id":"x"}""");

    public static TheoryData<string> Faults => [.. Named.Keys];

    private static Dictionary<string, Reply> Named => new()
    {
        ["429 seconds"] = Reply.Throttled("3"),
        ["429 date"] = Reply.Throttled("Thu, 01 Jan 2026 00:00:03 GMT"),
        ["429 without Retry-After"] = Reply.Throttled(null),
        ["429 nonsense"] = Reply.Throttled("in a while"),
        ["503 seconds"] = Reply.Unavailable("3"),
        ["503 without Retry-After"] = Reply.Unavailable(),
        ["504"] = Reply.Error(504, "gatewayTimeout"),
        ["502 without a body"] = new Reply { Status = 502 },
        ["500"] = Reply.Error(500, "generalException"),
        ["reset"] = Reply.Reset(),
        ["broken off"] = Fine.BrokenOff(),
        ["truncated"] = Fine.Truncated(),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_read_outlasts(string fault)
    {
        SkippingTime clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/x", Named[fault], Named[fault], Fine);

        GraphResponse answer = await Clients.To(graph, clock).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None);

        Assert.Equal(200, answer.Status);
        Assert.Equal("x", answer.ParseRoot().GetProperty("id").GetString());
        Assert.Equal(3, graph.Seen.Count);
        Assert.Equal(2, clock.Waits.Count);
        Assert.All(clock.Waits.Take(1), wait => Assert.InRange(wait.TotalSeconds, fault.Contains("seconds", StringComparison.Ordinal) || fault.Contains("date", StringComparison.Ordinal) ? 3 : 0.75, 3.2));
    }

    [Fact]
    public async Task A_slow_answer_is_given_up_and_asked_for_again()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/x", Reply.Never(), Fine);
        TenantClient client = Clients.To(graph, new SkippingTime(), retry: new RetryPolicy { AttemptTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(200, (await client.SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).Status);
    }

    [Fact]
    public async Task A_tenant_that_never_stops_throttling_is_a_named_error_after_a_bounded_wait()
    {
        SkippingTime clock = new();
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/x", Reply.Throttled("200"));
        GraphResponse answer = await Clients.To(graph, clock).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None);

        GovException error = Assert.Throws<GovException>(() => answer.EnsureSuccess());
        Assert.Equal(TenantErrors.Throttled, error.Definition);
        Assert.Equal(Clients.Tenant, error.TenantId);
        Assert.True(clock.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait) <= TimeSpan.FromMinutes(15));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_write_is_not_repeated_after_a_server_fault(int status)
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("POST", "/groups", Reply.Error(status, "fault"), Fine);
        GraphResponse answer = await Clients.To(graph, new SkippingTime()).SendAsync(GraphRequest.Post("/groups", new JsonObject()), CancellationToken.None);

        Assert.Equal(TenantErrors.OutcomeUnknown, Assert.Throws<GovException>(() => answer.EnsureSuccess()).Definition);
        Assert.Single(graph.Seen);
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_unknown_and_not_repeated()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("POST", "/groups", Reply.Reset(), Fine);
        GovException error = await Assert.ThrowsAsync<GovException>(() => Clients.To(graph, new SkippingTime()).SendAsync(GraphRequest.Post("/groups", new JsonObject()), CancellationToken.None));
        Assert.Equal(TenantErrors.OutcomeUnknown, error.Definition);
        Assert.Single(graph.Seen);
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(409, "Directory_ConcurrencyViolation")]
    public async Task A_write_that_was_certainly_not_applied_is_repeated(int status, string code)
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("PATCH", "/users/x", Reply.Error(status, code), Reply.NoContent());
        GraphResponse answer = await Clients.To(graph, new SkippingTime()).SendAsync(GraphRequest.Patch("/users/x", new JsonObject { ["accountEnabled"] = false }), CancellationToken.None);
        Assert.Equal(204, answer.Status);
        Assert.Equal(2, graph.Seen.Count);
        Assert.Equal("""{"accountEnabled":false}""", graph.Seen[1].Body);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_unreachable_with_advice()
    {
        LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        TenantClient client = Clients.To(graph, new SkippingTime());
        await graph.DisposeAsync();
        GovException error = await Assert.ThrowsAsync<GovException>(() => client.SendAsync(GraphRequest.Get("/users"), CancellationToken.None));
        Assert.Equal(TenantErrors.Unreachable, error.Definition);
        Assert.Contains("-GraphEndpoint", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_as_cancellation_and_not_as_a_fault()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/x", Reply.Throttled("250"));
        using CancellationTokenSource stop = new();
        Task<GraphResponse> waiting = Clients.To(graph, TimeProvider.System).SendAsync(GraphRequest.Get("/users/x"), stop.Token);
        while (graph.Seen.Count == 0)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task After_a_503_it_is_asked_again_on_a_new_connection()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/x", Fine, Reply.Throttled("1"), Fine, Reply.Unavailable("1"), Fine, Fine);
        TenantClient client = new(
            Clients.Tenant,
            "contoso",
            graph.Endpoint,
            new HttpMessageInvoker(new SocketsHttpHandler()),
            new OneToken(),
            new TenantClientSettings { Time = new SkippingTime(), NewConnection = () => new HttpMessageInvoker(new SocketsHttpHandler()) });
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(200, (await client.SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).Status);
        }

        string[] connections = [.. graph.Seen.Select(request => request.Connection)];
        Assert.Equal(6, connections.Length);
        Assert.Single(connections.Take(4).Append(connections[5]).Distinct());
        Assert.NotEqual(connections[3], connections[4]);
    }

    [Fact]
    public async Task A_connection_that_is_reset_at_the_handshake_is_made_again_for_a_write_too()
    {
        using X509Certificate2 certificate = TestCertificate.Create("localhost");
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant, certificate);
        graph.On("POST", "/groups", Reply.Json("""{"id":"g"}"""));
        await using ResettingProxy proxy = ResettingProxy.To(graph.Endpoint.Port, resets: 2);
        TenantClient client = new(
            Clients.Tenant,
            "contoso",
            new Uri($"https://localhost:{proxy.Port}"),
            new HttpMessageInvoker(TestCertificate.Trusting(certificate)),
            new OneToken(),
            new TenantClientSettings { Time = new SkippingTime() });

        GraphResponse answer = await client.SendAsync(GraphRequest.Post("/groups", new JsonObject()), CancellationToken.None);

        Assert.Equal(200, answer.Status);
        Assert.Single(graph.Seen);
        Assert.Equal(2, proxy.Resets);
    }

    private sealed class OneToken : Graph.Tokens.ITokenSource
    {
        public ValueTask<Graph.Tokens.TenantToken> GetAsync(Graph.Tokens.TokenRequest request, CancellationToken cancellationToken) =>
            ValueTask.FromResult(Graph.Tokens.TenantToken.Read(Jwt.Of(Clients.Tenant)));
    }
}
