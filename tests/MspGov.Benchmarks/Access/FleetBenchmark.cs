using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Authentication;
using MspGov.Benchmarks.Support;
using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Graph.Connections;
using MspGov.Graph.Inventory;
using MspGov.Lab.Http;

namespace MspGov.Benchmarks.Access;

/// <summary>
/// Many tenants over loopback HTTP with latency: the product, a bare HttpClient that sends the very same requests with the same
/// concurrency and parses them, and the typed Graph SDK walking tenants one after another.
/// </summary>
internal static class FleetBenchmark
{
    private const int TenantsAtOnce = 16;
    private const int RequestsPerTenant = 16;

    /// <param name="tenants">How many tenants.</param>
    /// <param name="latencyMilliseconds">What the server waits before each answer.</param>
    /// <param name="rounds">How often each way is taken, by turns; the best time of each counts, for the machine may have other work.</param>
    /// <param name="sdkTenants">How many tenants the typed SDK walks; the rest is extrapolated. 0 leaves it out.</param>
    public static async Task RunAsync(int tenants, int latencyMilliseconds, int rounds = 5, int sdkTenants = 2)
    {
        using LabProcess lab = await LabProcess.StartAsync(tenants, LabSize.Medium, TimeSpan.FromMilliseconds(latencyMilliseconds));
        using var module = new ModuleRun(lab);
        using var clients = new TenantClientFactory(new TenantClientFactoryOptions { MaxConcurrency = RequestsPerTenant });
        using var transport = new SocketsHttpHandler { MaxConnectionsPerServer = 512 };
        var recorded = new ConcurrentDictionary<string, RecordedTenant>();
        await ProductAsync(lab, clients);
        await RecordAsync(lab, recorded);
        (int paths, int requests) = await ProductAsync(lab, clients);
        string cmdlet = $"Get-TenantAccess -Tenant * -ThrottleLimit {TenantsAtOnce}";
        long start = Stopwatch.GetTimestamp();
        module.Run(cmdlet);
        TimeSpan first = Stopwatch.GetElapsedTime(start);
        Contest contest = new(rounds);
        contest.Enter("inventory and paths", () => ProductAsync(lab, clients));
        contest.Enter("bare HttpClient, same requests, concurrency and dependence", () => BareAsync(lab, recorded, transport, ordered: true));
        contest.Enter("bare HttpClient, every request known beforehand", () => BareAsync(lab, recorded, transport, ordered: false));
        contest.Enter("Get-TenantAccess -Full", () => Task.FromResult(module.Run(cmdlet + " -Full")));
        contest.Enter("Get-TenantAccess, once more", () => Task.FromResult(module.Run(cmdlet)));
        IReadOnlyList<Contest.Result> results = await contest.RunAsync();
        Console.WriteLine($"{tenants} tenants of 500 users, {latencyMilliseconds} ms latency, {paths:N0} paths, {(double)requests / tenants:0.0} requests a tenant, best of {rounds}, load {Contest.Load()}");
        Console.WriteLine("| way | time | tenants a minute | inventory's time against it | processor time |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (Contest.Result result in results)
        {
            Print(result.Way, result.Time, $"{result.Processor.TotalSeconds:0.00} s");
        }

        Print("Get-TenantAccess, the very first", first, "");
        if (sdkTenants > 0)
        {
            Print($"typed Graph SDK, tenant by tenant ({sdkTenants} measured)", await SdkAsync(lab, sdkTenants) * ((double)tenants / sdkTenants), "");
        }

        void Print(string way, TimeSpan time, string processor) =>
            Console.WriteLine($"| {way} | {time.TotalSeconds:0.00} s | {tenants / time.TotalMinutes:0} | {results[0].Time / time:0.00} | {processor} |");
    }

    /// <summary>Recorded without a limit, so that what waits in the record waits for an answer and not for its turn.</summary>
    private static async Task RecordAsync(LabProcess server, ConcurrentDictionary<string, RecordedTenant> record)
    {
        using var clients = new TenantClientFactory(new TenantClientFactoryOptions { MaxConcurrency = 256, TransportOverride = _ => new Recorder(record) });
        await ProductAsync(server, clients);
    }

    private static async Task<(int Paths, int Requests)> ProductAsync(LabProcess server, TenantClientFactory clients)
    {
        int paths = 0;
        int requests = 0;
        await Parallel.ForEachAsync(server.Tenants, new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce }, async (lab, token) =>
        {
            string variable = "MSPGOV_BENCHMARK_" + lab.Name;
            Environment.SetEnvironmentVariable(variable, lab.Token);
            var tenant = new TenantDocument
            {
                Id = lab.TenantId,
                Name = lab.Name,
                Connection = new() { Kind = ConnectionKind.AccessToken, SecretReference = "env:" + variable, GraphEndpoint = server.Endpoint.ToString() },
            };
            TenantInventory inventory = await new InventoryReader(clients.For(tenant), TimeProvider.System).ReadAsync(InventoryFamily.Access, token);
            if (inventory.Completeness != Completeness.Complete)
            {
                throw new InvalidOperationException(string.Join("; ", inventory.Families.Where(family => family.LosesRows).Select(family => $"{family.Family} {family.Reason}")));
            }

            Interlocked.Add(ref requests, inventory.Requests);
            Interlocked.Add(ref paths, new AccessPathFinder(inventory, lab.Name).Find(AccessFilter.All).Count());
        });
        return (paths, requests);
    }

    private static async Task BareAsync(LabProcess server, ConcurrentDictionary<string, RecordedTenant> recorded, HttpMessageHandler transport, bool ordered)
    {
        using var http = new HttpClient(transport, disposeHandler: false);
        await Parallel.ForEachAsync(server.Tenants, new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce }, async (lab, token) =>
        {
            string bearer = lab.Token;
            foreach (IEnumerable<RecordedRequest> wave in recorded[lab.TenantId].Waves(ordered))
            {
                await Parallel.ForEachAsync(
                    wave,
                    new ParallelOptions { MaxDegreeOfParallelism = RequestsPerTenant, CancellationToken = token },
                    (request, inner) => SendAsync(http, request, bearer, inner));
            }
        });
    }

    private static async ValueTask SendAsync(HttpClient http, RecordedRequest recorded, string bearer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(recorded.Method, recorded.Uri);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (recorded.Body is not null)
        {
            request.Content = new ByteArrayContent(recorded.Body) { Headers = { ContentType = new("application/json") } };
        }

        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using JsonDocument document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        foreach (JsonElement item in document.RootElement.EnumerateObject().Last().Value.EnumerateArray())
        {
            _ = item.TryGetProperty("id", out _);
        }
    }

    private static async Task<TimeSpan> SdkAsync(LabProcess server, int tenants)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (LabProcess.Tenant lab in server.Tenants.Take(tenants))
        {
            using var graph = new GraphServiceClient(
                new HttpClient(), new BaseBearerTokenAuthenticationProvider(new FixedToken(lab.Token)), new Uri(server.Endpoint, "v1.0").ToString());
            await SdkWalk.TenantAsync(graph);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private sealed class FixedToken(string token) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new();

        public Task<string> GetAuthorizationTokenAsync(Uri uri, Dictionary<string, object>? additionalAuthenticationContext = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(token);
    }

    private sealed class Recorder(ConcurrentDictionary<string, RecordedTenant> log) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[]? body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            RecordedTenant tenant = log.GetOrAdd(LabTokens.Read(request.Headers.Authorization!.ToString())!.TenantId!, _ => new());
            int wave = tenant.Start(new(request.Method, request.RequestUri!, body));
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            tenant.Completed(wave);
            return response;
        }
    }
}
