using System.Text.Json;
using System.Text.RegularExpressions;
using MspGov.Core.Changes;
using MspGov.Engine.Changes;
using MspGov.Graph;

namespace MspGov.Engine.Tests.Changes;

/// <summary>Every request of every kind of change is a documented operation of Microsoft Graph v1.0.</summary>
public class ChangeContractTests
{
    [SkippableFact]
    public async Task Requests_are_documented_operations()
    {
        string contract = Path.Combine(ContractFolder(), "graph-v1.0.json");
        Skip.IfNot(File.Exists(contract), "The Graph contract is not here; set MSPGOV_GRAPH_CONTRACT.");
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(contract));
        List<(Regex Path, JsonElement Operations)> paths =
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject()
                .Select(path => (new Regex("^" + Regex.Replace(Regex.Escape(path.Name), @"\\\{[^}]+}", "[^/]+") + "$"), path.Value)),
        ];
        foreach (ITenantChange change in ChangeSamples.All)
        {
            IChangeKind kind = ChangeKinds.Of(change);
            var port = new RecordingPort();
            await kind.ReadAsync(port, change, null, default);
            await kind.ApplyAsync(port, change, new ChangeReading(Shown.NotAsWanted, "") { ObjectId = change.Kind == GdapAssignmentChange.KindName && change.Action == ChangeActions.GdapAssign ? null : "x1" }, default);
            Assert.Contains(port.Requests, request => request.IsWrite);
            foreach (GraphRequest request in port.Requests)
            {
                string asked = request.Path.Split('?')[0];
                Assert.True(
                    paths.Any(path => path.Path.IsMatch(asked)
                        && path.Operations.TryGetProperty(request.Method.Method.ToLowerInvariant(), out JsonElement operation)
                        && operation.TryGetProperty("x-documented", out JsonElement documented) && documented.ToString() is not ("" or "False" or "false")),
                    $"{change.Kind}: {request.Method} {asked} is not a documented operation");
            }
        }
    }

    private static string ContractFolder()
    {
        if (Environment.GetEnvironmentVariable("MSPGOV_GRAPH_CONTRACT") is { Length: > 0 } folder)
        {
            return File.Exists(Path.Combine(folder, "graph-v1.0.json")) ? folder : Path.Combine(folder, "contract");
        }

        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "MspGov.sln")))
        {
            root = root.Parent;
        }

        return Path.Combine(root?.FullName ?? ".", "..", "shared", "graph", "contract");
    }

    private sealed class RecordingPort : ITenantPort
    {
        public List<GraphRequest> Requests { get; } = [];

        public Task<bool> IsDelegatedAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            return Task.FromResult(new GraphResponse(request, "t", "t", 200, new Dictionary<string, string>(), """{"id":"x1","value":[]}"""u8.ToArray()));
        }
    }
}
