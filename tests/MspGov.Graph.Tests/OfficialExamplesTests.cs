using System.Text;
using System.Text.Json.Nodes;
using MspGov.Core.Errors;
using MspGov.Testing;
using MspGov.Testing.Loopback;
using Xunit.Abstractions;

namespace MspGov.Graph.Tests;

/// <summary>Every official example exchange of v1.0, over the wire.</summary>
public class OfficialExamplesTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Every_official_exchange_comes_through_as_documented()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        TenantClient client = Clients.To(graph, new SkippingTime());
        int sent = 0;
        int pages = 0;
        foreach ((string name, JsonNode request, JsonNode response) in Exchanges())
        {
            Reply reply = ReplyOf(response);
            graph.Otherwise = _ => reply;
            GraphRequest ask = RequestOf(request);
            GraphResponse answer = await client.SendAsync(ask, CancellationToken.None);
            sent++;
            SeenRequest seen = graph.Seen[^1];
            Assert.True(answer.Status == reply.Status && answer.Body.Span.SequenceEqual(reply.Body), name);
            Assert.True(seen.Method == ask.Method.Method && seen.Body == (ask.Body is { } body ? Encoding.UTF8.GetString(body.Span) : ""), name);
            if (!answer.IsSuccess)
            {
                Assert.True(answer.Error is { Code.Length: > 0 }, name);
            }
            else if (ask.Method == HttpMethod.Get && response["body"] is JsonObject whole && whole["value"] is JsonArray items)
            {
                Assert.True(items.Count == await CountAsync(client, ask.Path), name);
                pages++;
            }
        }

        output.WriteLine($"{sent} exchanges, {pages} of them collections");
        Assert.True(sent > 300, "The material has fewer exchanges than it should.");
    }

    [SkippableFact]
    public async Task The_official_batch_gives_each_item_its_own_status_and_error()
    {
        JsonNode exchange = Material("special.batch.01.json");
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.Otherwise = _ => ReplyOf(Renumbered(exchange["response"]!));
        JsonArray items = exchange["request"]!["body"]!["requests"]!.AsArray();
        IReadOnlyList<GraphResponse> answers = await Clients.To(graph, new SkippingTime()).BatchAsync(
            [.. items.Select(item => new GraphRequest { Method = new HttpMethod(item!["method"]!.GetValue<string>()), Path = item["url"]!.GetValue<string>() })],
            CancellationToken.None);
        Assert.Equal(exchange["response"]!["body"]!["responses"]!.AsArray().OrderBy(item => item!["id"]!.GetValue<string>(), StringComparer.Ordinal).Select(item => item!["status"]!.GetValue<int>()), answers.Select(answer => answer.Status));
        Assert.Equal("Authorization_RequestDenied", answers[2].Error!.Code);
        Assert.Equal(TenantErrors.AccessDenied, answers[2].ToException().Definition);
    }

    [SkippableFact]
    public async Task The_official_429_is_waited_for_as_it_says()
    {
        Reply throttled = ReplyOf(Material("special.throttled-429.01.json")["response"]!);
        SkippingTime clock = new();
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/users/x", throttled, Reply.Json("{}"));
        Assert.True((await Clients.To(graph, clock).SendAsync(GraphRequest.Get("/users/x"), CancellationToken.None)).IsSuccess);
        Assert.InRange(Assert.Single(clock.Waits).TotalSeconds, 10, 10.2);
    }

    private static IEnumerable<(string Name, JsonNode Request, JsonNode Response)> Exchanges()
    {
        foreach (JsonNode? entry in Material("_index.json").AsArray())
        {
            string name = entry!["file"]!.GetValue<string>();
            if (entry["version"]?.GetValue<string>() != "v1.0" || name.StartsWith("special.", StringComparison.Ordinal))
            {
                continue;
            }

            JsonNode exchange = Material(name);
            if (exchange["request"] is not { } request || exchange["response"] is not { } response)
            {
                continue;
            }

            // Some documented bodies are not JSON (a comma too many): those a client cannot take for an answer.
            bool broken = response["body"] is JsonValue text && text.TryGetValue(out string? _)
                && response["headers"]!.ToJsonString().Contains("json", StringComparison.OrdinalIgnoreCase);
            if (!broken)
            {
                yield return (name, request, response);
            }
        }
    }

    private static async Task<int> CountAsync(TenantClient client, string path)
    {
        int count = 0;
        try
        {
            await foreach (GraphPage page in client.PagesAsync(path))
            {
                count += page.Items.Count();
            }
        }
        catch (GovException e) when (e.Definition == TenantErrors.ForeignLink)
        {
            // Documented nextLinks lead to graph.microsoft.com, and this tenant is on loopback.
        }

        return count;
    }

    private static JsonNode Renumbered(JsonNode response)
    {
        JsonNode copy = response.DeepClone();
        foreach (JsonNode? item in copy["body"]!["responses"]!.AsArray())
        {
            item!["id"] = $"{int.Parse(item["id"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture) - 1}";
        }

        return copy;
    }

    private static GraphRequest RequestOf(JsonNode request)
    {
        Uri url = new(request["url"]!.GetValue<string>());
        return new GraphRequest
        {
            Method = new HttpMethod(request["method"]!.GetValue<string>()),
            Path = url.PathAndQuery["/v1.0".Length..],
            Body = request["body"] is { } body ? Encoding.UTF8.GetBytes(body.ToJsonString()) : null,
        };
    }

    private static Reply ReplyOf(JsonNode response)
    {
        JsonNode? body = response["body"];
        bool text = body is JsonValue value && value.TryGetValue(out string? _);
        Dictionary<string, string> headers = [];
        foreach ((string name, JsonNode? header) in response["headers"]?.AsObject() ?? [])
        {
            if (!name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) && !name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase))
            {
                headers[name] = header!.GetValue<string>();
            }
        }

        int status = response["status"]!.GetValue<int>();
        return new Reply
        {
            Status = status,
            Headers = headers,
            Body = body is null || status == 204 ? [] : Encoding.UTF8.GetBytes(text ? body.GetValue<string>() : body.ToJsonString()),
            ContentType = text ? "text/plain" : "application/json",
        };
    }

    private static JsonNode Material(string name)
    {
        Skip.If(Repository.GraphContract is null, Repository.NoGraphContract);
        return JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.GraphContract, "examples", name)))!;
    }
}
