using System.Text.Json.Nodes;
using MspGov.Core.Errors;
using MspGov.Testing;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests.Transport;

public class TenantFuseTests
{
    public static TheoryData<string> Methods => ["GET", "POST", "PATCH", "PUT", "DELETE", "BATCH", "PAGES"];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Nothing_is_sent_with_a_token_of_another_tenant(string method)
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        TenantClient client = Clients.To(graph, new SkippingTime(), Jwt.Of(Clients.OtherTenant));
        GovException error = await Assert.ThrowsAsync<GovException>(() => RunAsync(client, method));
        Assert.Equal(TenantErrors.WrongTenant, error.Definition);
        Assert.Contains(Clients.OtherTenant, error.Message, StringComparison.Ordinal);
        Assert.Empty(graph.Seen);
    }

    [Fact]
    public async Task An_opaque_token_reads_only_after_the_tenant_has_said_who_it_is()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/organization", Reply.Json($$"""{"value":[{"id":"{{Clients.Tenant}}"}]}""")).On("GET", "/users/x", Reply.Json("{}"));
        TenantClient client = Clients.To(graph, new SkippingTime(), "opaque");
        Assert.True((await client.SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);
        Assert.True((await client.SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);
        Assert.Equal(["/organization", "/users/x", "/users/x"], graph.Seen.Select(request => request.Path));
    }

    [Fact]
    public async Task An_opaque_token_of_another_tenant_reads_nothing()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/organization", Reply.Json($$"""{"value":[{"id":"{{Clients.OtherTenant}}"}]}"""));
        GovException error = await Assert.ThrowsAsync<GovException>(() => RunAsync(Clients.To(graph, new SkippingTime(), "opaque"), "GET"));
        Assert.Equal(TenantErrors.WrongTenant, error.Definition);
        Assert.DoesNotContain(graph.Seen, request => request.Path == "/users/x");
    }

    [Fact]
    public async Task An_opaque_token_never_writes()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/organization", Reply.Json($$"""{"value":[{"id":"{{Clients.Tenant}}"}]}"""));
        TenantClient client = Clients.To(graph, new SkippingTime(), "opaque");
        GovException error = await Assert.ThrowsAsync<GovException>(() => RunAsync(client, "DELETE"));
        Assert.Equal(TenantErrors.WrongTenant, error.Definition);
        Assert.Empty(graph.Seen);
    }

    [Theory]
    [InlineData("/directoryObjects/getByIds", false)]
    [InlineData("/users/x/microsoft.graph.getMemberObjects", false)]
    [InlineData("/users/x/checkMemberGroups?x=1", false)]
    [InlineData("/users/x/revokeSignInSessions", true)]
    [InlineData("/users", true)]
    public void Only_posts_that_compute_count_as_reads(string path, bool isWrite) => Assert.Equal(isWrite, GraphRequest.Post(path).IsWrite);

    private static async Task RunAsync(TenantClient client, string method)
    {
        switch (method)
        {
            case "BATCH":
                await client.BatchAsync([GraphRequest.Get("/users/x"), GraphRequest.Delete("/users/x")], CancellationToken.None);
                break;
            case "PAGES":
                await foreach (GraphPage _ in client.PagesAsync("/users"))
                {
                }

                break;
            default:
                await client.SendAsync(new GraphRequest { Method = new HttpMethod(method), Path = "/users/x", Body = new JsonObject().ToJsonString() is { } body && method != "GET" ? System.Text.Encoding.UTF8.GetBytes(body) : null }, CancellationToken.None);
                break;
        }
    }
}
