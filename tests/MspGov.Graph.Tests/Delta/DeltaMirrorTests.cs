using System.Text;
using System.Text.Json;
using MspGov.Core.Errors;
using MspGov.Graph.Delta;
using MspGov.Testing;
using MspGov.Testing.Loopback;

namespace MspGov.Graph.Tests.Delta;

public sealed class DeltaMirrorTests : IDisposable
{
    private static readonly DeltaCollection Groups = new("groups", "/groups/delta?$select=id,displayName,members");

    private static readonly byte[] Key = [1, 2, 3];

    private readonly string _folder = Directory.CreateTempSubdirectory("mspgov-delta").FullName;
    private readonly SkippingTime _clock = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_round_reads_all_and_the_next_what_changed_also_after_a_restart()
    {
        await using LoopbackGraph graph = await FirstAsync();
        graph.On("GET", "/groups/delta?$deltatoken=1", Delta(
            graph,
            "2",
            """{"id":"a","displayName":"A2"}""",
            """{"id":"b","@removed":{"reason":"changed"}}""",
            """{"id":"c","displayName":"C","description":null}"""));
        TenantClient client = Clients.To(graph, _clock);

        DeltaRound first = await Open().SyncAsync(client, _clock, CancellationToken.None);
        Assert.True(first.IsFull);
        Assert.Equal(2, first.Requests);

        DeltaMirror again = Open();
        Assert.Equal(["a", "b"], again.Items.Keys.Order());
        DeltaRound second = await again.SyncAsync(client, _clock, CancellationToken.None);
        Assert.False(second.IsFull);
        Assert.Equal(1, second.Requests);
        Assert.Equal(["a", "c"], second.Changed.Order());
        Assert.Equal(["b"], second.Removed);
        Assert.Equal(["a", "c"], again.Items.Keys.Order());
        Assert.Equal("A2", Text(again.Items["a"], "displayName"));
        Assert.Equal("kept", Text(again.Items["a"], "description"));
    }

    [Fact]
    public async Task Members_come_in_pieces_and_leave_one_by_one()
    {
        await using LoopbackGraph graph = await FirstAsync();
        graph.On("GET", "/groups/delta?$deltatoken=1", Delta(graph, "2", """{"id":"a","members@delta":[{"id":"u1","@removed":{"reason":"deleted"}},{"@odata.type":"#microsoft.graph.user","id":"u4"}]}"""));
        TenantClient client = Clients.To(graph, _clock);
        DeltaMirror mirror = Open();
        await mirror.SyncAsync(client, _clock, CancellationToken.None);
        Assert.Equal(["u1", "u2", "u3"], mirror.Items["a"].RelatedIds("members").Order());
        Assert.Equal("#microsoft.graph.group", mirror.Items["a"].Relations["members"]["u3"]);
        await mirror.SyncAsync(client, _clock, CancellationToken.None);
        Assert.Equal(["u2", "u3", "u4"], mirror.Items["a"].RelatedIds("members").Order());
        Assert.Equal(["u2", "u3", "u4"], Open().Items["a"].RelatedIds("members").Order());
    }

    [Theory]
    [InlineData(410, "resyncRequired")]
    [InlineData(410, "")]
    [InlineData(400, "syncStateNotFound")]
    [InlineData(404, "SyncStateNotFound")]
    public async Task A_state_that_the_tenant_no_longer_knows_leads_to_a_full_round(int status, string code)
    {
        await using LoopbackGraph graph = await FirstAsync();
        graph.On("GET", "/groups/delta?$deltatoken=1", Reply.Error(status, code));
        TenantClient client = Clients.To(graph, _clock);
        DeltaMirror mirror = Open();
        await mirror.SyncAsync(client, _clock, CancellationToken.None);
        Assert.True((await mirror.SyncAsync(client, _clock, CancellationToken.None)).IsFull);
        Assert.Equal(["a", "b"], mirror.Items.Keys.Order());
    }

    [Fact]
    public async Task A_round_that_fails_in_the_middle_leaves_the_mirror_as_it_was()
    {
        await using LoopbackGraph graph = await FirstAsync();
        graph
            .On("GET", "/groups/delta?$deltatoken=1", Reply.Page($"{graph.Endpoint}v1.0/groups/delta?$skiptoken=x", """{"id":"a","displayName":"A2","members@delta":[{"id":"u9"}]}""", """{"id":"b","@removed":{}}"""))
            .On("GET", "/groups/delta?$skiptoken=x", Reply.Error(403, "Authorization_RequestDenied"), Delta(graph, "3"));
        TenantClient client = Clients.To(graph, _clock);
        DeltaMirror mirror = Open();
        await mirror.SyncAsync(client, _clock, CancellationToken.None);
        GovException error = await Assert.ThrowsAsync<GovException>(() => mirror.SyncAsync(client, _clock, CancellationToken.None));
        Assert.Equal(TenantErrors.AccessDenied, error.Definition);
        Assert.All([mirror, Open()], each =>
        {
            Assert.Equal(["a", "b"], each.Items.Keys.Order());
            Assert.Equal("A", Text(each.Items["a"], "displayName"));
            Assert.Equal(["u1", "u2", "u3"], each.Items["a"].RelatedIds("members").Order());
        });
        await mirror.SyncAsync(client, _clock, CancellationToken.None);
        Assert.Equal(["a"], mirror.Items.Keys);
    }

    [Fact]
    public async Task A_round_without_a_deltaLink_is_an_error()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        graph.On("GET", "/groups/delta", Reply.Page(null, """{"id":"a"}"""));
        await Assert.ThrowsAsync<GovException>(() => Open().SyncAsync(Clients.To(graph, _clock), _clock, CancellationToken.None));
        Assert.Empty(Open().Items);
    }

    [Fact]
    public async Task A_mirror_serves_its_own_tenant_only()
    {
        await using LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.OtherTenant);
        GovException error = await Assert.ThrowsAsync<GovException>(() => Open().SyncAsync(Clients.To(graph, _clock), _clock, CancellationToken.None));
        Assert.Equal(TenantErrors.WrongTenant, error.Definition);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-1)]
    public async Task A_damaged_file_costs_a_full_round_and_nothing_else(int keep)
    {
        await using LoopbackGraph graph = await FirstAsync();
        await Open().SyncAsync(Clients.To(graph, _clock), _clock, CancellationToken.None);
        string path = Assert.Single(Directory.GetFiles(_folder, "*.delta", SearchOption.AllDirectories));
        byte[] bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, keep < 0 ? bytes[..^12] : bytes[..keep]);
        DeltaMirror mirror = Open();
        Assert.Empty(mirror.Items);
        Assert.True((await mirror.SyncAsync(Clients.To(graph, _clock), _clock, CancellationToken.None)).IsFull);
    }

    [Fact]
    public async Task A_mirror_of_another_store_or_moved_from_another_tenant_is_none()
    {
        await using LoopbackGraph graph = await FirstAsync();
        await Open().SyncAsync(Clients.To(graph, _clock), _clock, CancellationToken.None);
        Assert.Equal(2, Open().Items.Count);
        Assert.Empty(DeltaMirror.Open(_folder, Groups, Clients.Tenant, [1, 2, 4]).Items);
        Directory.Move(Path.Combine(_folder, Clients.Tenant), Path.Combine(_folder, Clients.OtherTenant));
        Assert.Empty(DeltaMirror.Open(_folder, Groups, Clients.OtherTenant, Key).Items);
    }

    [Fact]
    public async Task After_a_week_the_collection_is_read_whole_again()
    {
        await using LoopbackGraph graph = await FirstAsync();
        TenantClient client = Clients.To(graph, _clock);
        await Open().SyncAsync(client, _clock, CancellationToken.None);
        _clock.Advance(DeltaMirror.MaxAge + TimeSpan.FromMinutes(1));
        DeltaMirror mirror = Open();
        Assert.True((await mirror.SyncAsync(client, _clock, CancellationToken.None)).IsFull);
        Assert.Equal(_clock.GetUtcNow(), mirror.WholeAt);
    }

    [Fact]
    public async Task Another_selection_is_another_mirror()
    {
        await using LoopbackGraph graph = await FirstAsync();
        await Open().SyncAsync(Clients.To(graph, _clock), _clock, CancellationToken.None);
        Assert.Empty(DeltaMirror.Open(_folder, Groups with { Path = "/groups/delta?$select=id" }, Clients.Tenant, Key).Items);
    }

    private static async Task<LoopbackGraph> FirstAsync()
    {
        LoopbackGraph graph = await LoopbackGraph.StartAsync(Clients.Tenant);
        return graph
            .On("GET", Groups.Path, Reply.Page(
                $"{graph.Endpoint}v1.0/groups/delta?$skiptoken=2",
                """{"id":"a","displayName":"A","description":"kept","members@delta":[{"@odata.type":"#microsoft.graph.user","id":"u1"},{"@odata.type":"#microsoft.graph.user","id":"u2"}]}"""))
            .On("GET", "/groups/delta?$skiptoken=2", Delta(
                graph,
                "1",
                """{"id":"b","displayName":"B"}""",
                """{"id":"a","members@delta":[{"@odata.type":"#microsoft.graph.group","id":"u3"}]}"""));
    }

    private static Reply Delta(LoopbackGraph graph, string token, params string[] items) =>
        Reply.Json($$"""{"@odata.deltaLink":"{{graph.Endpoint}}v1.0/groups/delta?$deltatoken={{token}}","value":[{{string.Join(',', items)}}]}""");

    private static string? Text(DeltaItem item, string name)
    {
        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(item.Utf8.Span));
        return document.RootElement.GetProperty(name).GetString();
    }

    private DeltaMirror Open() => DeltaMirror.Open(_folder, Groups, Clients.Tenant, Key);
}
