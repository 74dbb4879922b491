using System.Collections.Concurrent;
using System.Text.Json;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Graph;
using MspGov.Testing.Lab;

namespace MspGov.Benchmarks.Templates;

/// <summary>Tenants that all answer as one lab tenant did: each request is asked of it once, and answered from memory afterwards.</summary>
internal sealed class ReplayPorts : ITenantPorts
{
    private readonly HttpClient _model;
    private readonly ConcurrentDictionary<string, (int Status, byte[] Body)> _answers = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<GraphRequest>> _sent = new();

    /// <summary>Creates them of a model.</summary>
    public ReplayPorts(TestLab model)
    {
        _model = model.Client();
        using JsonDocument users = JsonDocument.Parse(_model.GetStringAsync("users?$select=id,userPrincipalName&$top=999").GetAwaiter().GetResult());
        BreakGlass = [.. users.RootElement.GetProperty("value").EnumerateArray()
            .Where(user => user.GetProperty("userPrincipalName").GetString()!.StartsWith("emergency", StringComparison.Ordinal))
            .Select(user => user.GetProperty("id").GetString()!)];
    }

    /// <summary>Emergency accounts of the model.</summary>
    public IReadOnlyList<string> BreakGlass { get; }

    /// <summary>Wait before each answer.</summary>
    public TimeSpan Latency { get; set; }

    /// <inheritdoc/>
    public ITenantPort Open(TenantDocument tenant) => new Port(this, tenant.Id);

    /// <summary>How many different requests a tenant got since the latency was set.</summary>
    public int Sent(string tenant) => Last(tenant).Count;

    /// <summary>Sends the requests of a tenant's reading again, four at once as the product does, and looks at nothing of the answers.</summary>
    public Task AgainAsync(string tenant) => Parallel.ForEachAsync(
        Last(tenant), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (request, token) => await AnswerAsync(request, tenant, token));

    private List<GraphRequest> Last(string tenant) => [.. (_sent.TryGetValue(tenant, out ConcurrentQueue<GraphRequest>? sent) && !sent.IsEmpty ? sent : _sent.Values.First(other => !other.IsEmpty)).DistinctBy(request => request.Path)];

    private async Task<GraphResponse> AnswerAsync(GraphRequest request, string tenant, CancellationToken cancellationToken)
    {
        if (!_answers.TryGetValue(request.Path, out (int Status, byte[] Body) answer))
        {
            using HttpResponseMessage response = await _model.GetAsync(request.Path.TrimStart('/'), cancellationToken);
            answer = ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            _answers[request.Path] = answer;
        }

        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, cancellationToken);
        }

        return new GraphResponse(request, tenant, "replay", answer.Status, new Dictionary<string, string>(), answer.Body);
    }

    private sealed class Port(ReplayPorts ports, string tenant) : ITenantPort
    {
        public Task<bool> IsDelegatedAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken)
        {
            if (ports.Latency > TimeSpan.Zero)
            {
                ConcurrentQueue<GraphRequest> sent = ports._sent.GetOrAdd(tenant, _ => new());
                if (sent.Count < 64)
                {
                    sent.Enqueue(request);
                }
            }

            return ports.AnswerAsync(request, tenant, cancellationToken);
        }
    }
}
