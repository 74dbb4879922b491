using MspGov.Core.Errors;
using MspGov.Testing;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests.Paging;

public class PagingTests
{
    [Fact]
    public async Task Only_a_page_without_nextLink_ends_a_collection()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        string Link(string token) => $"{graph.Endpoint}v1.0/users?$skiptoken={token}";
        graph
            .On("GET", "/users?$select=id", Reply.Page(Link("empty"), """{"id":"1"}"""))
            .On("GET", "/users?$skiptoken=empty", Reply.Page(Link("short")))
            .On("GET", "/users?$skiptoken=short", Reply.Page(Link("last"), """{"id":"2"}"""))
            .On("GET", "/users?$skiptoken=last", Reply.Page(null, """{"id":"3"}""", """{"id":"4"}"""));
        Assert.Equal(["1", "2", "3", "4"], await IdsAsync(Clients.To(graph, new SkippingTime()), "/users?$select=id"));
    }

    [Fact]
    public async Task A_nextLink_goes_back_byte_for_byte()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        string target = "/v1.0/users?$skiptoken=%41%7e%2fa~b%27'(x)%3D&$filter=a%20eq%20'b'";
        graph.On("GET", "/users", request => request.Target == target
            ? Reply.Page(null, """{"id":"2"}""")
            : Reply.Page(graph.Endpoint.GetLeftPart(UriPartial.Authority) + target, """{"id":"1"}"""));
        Assert.Equal(["1", "2"], await IdsAsync(Clients.To(graph, new SkippingTime()), "/users"));
        Assert.Equal(target, graph.Seen[1].Target);
    }

    [Fact]
    public async Task Every_page_is_asked_for_with_the_consistency_level_and_a_request_id_of_its_own()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph
            .On("GET", "/users", Reply.Page($"{graph.Endpoint}v1.0/users?$skiptoken=2"))
            .On("GET", "/users?$skiptoken=2", Reply.Page(null));
        await foreach (GraphPage _ in Clients.To(graph, new SkippingTime()).PagesAsync("/users?$count=true", eventual: true))
        {
        }

        Assert.Equal(2, graph.Seen.Count);
        Assert.All(graph.Seen, request => Assert.Equal("eventual", request.Header("ConsistencyLevel")));
        Assert.Equal(2, graph.Seen.Select(request => request.Header("client-request-id")).Distinct().Count());
    }

    [Theory]
    [InlineData("https://evil.example/v1.0/users?$skiptoken=2")]
    [InlineData("http://127.0.0.1:1/v1.0/users?$skiptoken=2")]
    public async Task A_nextLink_to_another_host_is_not_followed(string link)
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users", Reply.Page(link, """{"id":"1"}"""));
        GovException error = await Assert.ThrowsAsync<GovException>(() => IdsAsync(Clients.To(graph, new SkippingTime()), "/users"));
        Assert.Equal(TenantErrors.ForeignLink, error.Definition);
    }

    [Fact]
    public async Task A_collection_that_goes_in_circles_is_an_error_and_not_an_endless_read()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users", Reply.Page($"{graph.Endpoint}v1.0/users?$skiptoken=again", """{"id":"1"}"""));
        GovException error = await Assert.ThrowsAsync<GovException>(() => IdsAsync(Clients.To(graph, new SkippingTime()), "/users"));
        Assert.Equal(TenantErrors.Unreachable, error.Definition);
    }

    [Fact]
    public async Task A_page_that_fails_in_the_end_is_an_error_and_not_the_end()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph
            .On("GET", "/users", Reply.Page($"{graph.Endpoint}v1.0/users?$skiptoken=2", """{"id":"1"}"""))
            .On("GET", "/users?$skiptoken=2", Reply.Error(403, "Authorization_RequestDenied"));
        GovException error = await Assert.ThrowsAsync<GovException>(() => IdsAsync(Clients.To(graph, new SkippingTime()), "/users"));
        Assert.Equal(TenantErrors.AccessDenied, error.Definition);
    }

    [Fact]
    public async Task A_fault_in_the_middle_costs_no_row()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        Reply second = Reply.Page(null, """{"id":"2"}""");
        graph
            .On("GET", "/users", Reply.Page($"{graph.Endpoint}v1.0/users?$skiptoken=2", """{"id":"1"}"""))
            .On("GET", "/users?$skiptoken=2", Reply.Throttled("1"), Reply.Reset(), second.Truncated(), second.BrokenOff(), Reply.Unavailable(), second);
        Assert.Equal(["1", "2"], await IdsAsync(Clients.To(graph, new SkippingTime()), "/users"));
    }

    [Fact]
    public async Task Count_and_deltaLink_are_given_out()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/delta", Reply.Json("""{"@odata.count":7,"@odata.deltaLink":"https://x/delta","value":[{"@odata.nextLink":"not this one"}]}"""));
        List<(long?, string?)> seen = [];
        await foreach (GraphPage page in Clients.To(graph, new SkippingTime()).PagesAsync("/users/delta"))
        {
            seen.Add((page.Count, page.DeltaLink));
        }

        Assert.Equal([(7, "https://x/delta")], seen);
    }

    private static async Task<List<string>> IdsAsync(TenantClient client, string path)
    {
        List<string> ids = [];
        await foreach (GraphPage page in client.PagesAsync(path))
        {
            ids.AddRange(page.Items.Select(item => item.GetProperty("id").GetString()!));
        }

        return ids;
    }
}
