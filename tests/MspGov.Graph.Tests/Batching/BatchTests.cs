using System.Text.Json.Nodes;
using MspGov.Core.Errors;
using MspGov.Testing;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests.Batching;

public class BatchTests
{
    [Fact]
    public async Task Answers_come_in_the_order_of_the_requests_in_batches_of_twenty()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        GraphRequest[] requests = [.. Enumerable.Range(0, 45).Select(i => GraphRequest.Get($"/users/{i}"))];
        for (int i = 0; i < 45; i++)
        {
            graph.On("GET", $"/users/{i}", Reply.Json($$"""{"id":"{{i}}"}"""));
        }

        IReadOnlyList<GraphResponse> answers = await Clients.To(graph, new SkippingTime()).BatchAsync(requests, CancellationToken.None);
        Assert.Equal(Enumerable.Range(0, 45).Select(i => $"{i}"), answers.Select(answer => answer.ParseRoot().GetProperty("id").GetString()));
        Assert.Equal([20, 20, 5], graph.Seen.Select(Size).OrderDescending());
    }

    [Fact]
    public async Task Only_throttled_items_go_again_after_the_longest_wait_among_them_and_in_smaller_batches()
    {
        SkippingTime clock = new();
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        GraphRequest[] requests = [.. Enumerable.Range(0, 20).Select(i => GraphRequest.Get($"/users/{i}"))];
        for (int i = 0; i < 20; i++)
        {
            Reply fine = Reply.Json($$"""{"id":"{{i}}"}""");
            graph.On("GET", $"/users/{i}", i < 12 ? [Reply.Throttled($"{i + 1}"), fine] : [fine]);
        }

        IReadOnlyList<GraphResponse> answers = await Clients.To(graph, clock).BatchAsync(requests, CancellationToken.None);
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal([20, 10, 2], graph.Seen.Select(Size));
        Assert.InRange(Assert.Single(clock.Waits).TotalSeconds, 12, 12.2);
    }

    [Fact]
    public async Task An_item_that_stays_throttled_is_a_failed_item_inside_a_batch_of_successes()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/a", Reply.Json("{}")).On("GET", "/users/b", Reply.Throttled("400"));
        IReadOnlyList<GraphResponse> answers = await Clients.To(graph, new SkippingTime()).BatchAsync([GraphRequest.Get("/users/a"), GraphRequest.Get("/users/b")], CancellationToken.None);
        Assert.Equal([200, 429], answers.Select(answer => answer.Status));
        Assert.Equal(TenantErrors.Throttled, answers[1].ToException().Definition);
    }

    [Fact]
    public async Task An_item_that_the_answer_leaves_out_is_asked_for_again_and_fails_if_it_never_comes()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("POST", "/$batch", request => Reply.Json(request.Body.Contains("/users/a", StringComparison.Ordinal)
            ? """{"responses":[{"id":"0","status":200,"body":{}}]}"""
            : """{"responses":[]}"""));
        IReadOnlyList<GraphResponse> answers = await Clients.To(graph, new SkippingTime()).BatchAsync([GraphRequest.Get("/users/a"), GraphRequest.Get("/users/b")], CancellationToken.None);
        Assert.True(answers[0].IsSuccess);
        Assert.False(answers[1].IsSuccess);
        Assert.True(graph.Seen.Count > 2);
    }

    [Fact]
    public async Task A_lost_batch_of_reads_is_sent_again_and_one_with_a_write_is_not()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("POST", "/$batch", Reply.Reset(), Reply.Json("""{"responses":[{"id":"0","status":200,"body":{}}]}"""), Reply.Reset());
        TenantClient client = Clients.To(graph, new SkippingTime());
        Assert.True((await client.BatchAsync([GraphRequest.Get("/users/a")], CancellationToken.None))[0].IsSuccess);
        GovException error = await Assert.ThrowsAsync<GovException>(() => client.BatchAsync([GraphRequest.Delete("/users/a")], CancellationToken.None));
        Assert.Equal(TenantErrors.OutcomeUnknown, error.Definition);
        Assert.Equal(3, graph.Seen.Count);
    }

    [Theory]
    [InlineData(503, 1)]
    [InlineData(429, 2)]
    public async Task A_write_in_a_batch_goes_again_only_when_it_was_certainly_not_applied(int status, int sent)
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("DELETE", "/users/a", Reply.Error(status, "fault"), Reply.NoContent());
        IReadOnlyList<GraphResponse> answers = await Clients.To(graph, new SkippingTime()).BatchAsync([GraphRequest.Delete("/users/a")], CancellationToken.None);
        Assert.Equal(sent, graph.Seen.Count);
        Assert.Equal(sent == 2, answers[0].IsSuccess);
    }

    [Fact]
    public async Task Items_carry_their_own_headers_and_body()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        List<SeenRequest> items = [];
        graph.On("POST", "/groups", Note).On("GET", "/users", Note).On("DELETE", "/x", Note);
        await Clients.To(graph, new SkippingTime()).BatchAsync(
            [
                GraphRequest.Post("/groups", new JsonObject { ["displayName"] = "ü" }),
                GraphRequest.Get("/users?$count=true", eventual: true),
                GraphRequest.Delete("x") with { IfMatch = "W/\"1\"" },
            ],
            CancellationToken.None);

        Assert.Equal("application/json", items[0].Header("Content-Type"));
        Assert.Equal("ü", JsonNode.Parse(items[0].Body)!["displayName"]!.GetValue<string>());
        Assert.Equal("eventual", items[1].Header("ConsistencyLevel"));
        Assert.Equal("W/\"1\"", items[2].Header("If-Match"));

        Reply Note(SeenRequest request)
        {
            items.Add(request);
            return Reply.Json("{}");
        }
    }

    private static int Size(SeenRequest batch) => JsonNode.Parse(batch.Body)!["requests"]!.AsArray().Count;
}
