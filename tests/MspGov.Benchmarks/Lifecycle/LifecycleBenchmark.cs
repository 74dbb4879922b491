using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using MspGov.Benchmarks.Access;
using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Access;
using MspGov.Engine.Changes;
using MspGov.Engine.Lifecycle;
using MspGov.Graph.Connections;
using MspGov.Graph.Inventory;
using MspGov.Lab.Http;
using MspGov.Ledger;
using MspGov.Testing;
using MspGov.Testing.Lab;

namespace MspGov.Benchmarks.Lifecycle;

/// <summary>
/// A leaver in many tenants over loopback HTTP with latency, against a bare HttpClient that sends the very same requests in the order in
/// which they depend on each other; and the comparison of a list of people with the same tenants against reading their inventories.
/// </summary>
internal static class LifecycleBenchmark
{
    private const int TenantsAtOnce = 16;
    private const string Address = "max.weber@msp.example";

    /// <param name="tenants">How many tenants.</param>
    /// <param name="latencyMilliseconds">What the server waits before each answer.</param>
    /// <param name="people">People of the list.</param>
    public static async Task RunAsync(int tenants, int latencyMilliseconds, int people)
    {
        await using LabServer server = await LabServer.StartAsync(tenants, LabSize.Small, TimeSpan.FromMilliseconds(latencyMilliseconds));
        var record = new ConcurrentDictionary<string, RecordedTenant>();
        var first = new FirstBlock();
        using var clients = new TenantClientFactory(new TenantClientFactoryOptions { TransportOverride = _ => new Recorder(record, first) });
        using var folder = new TempFolder();
        using LedgerStore ledger = Store(folder);
        (LifecycleService service, string[] ids) = Service(server, clients, ledger, folder);
        Employ(server);
        LifecycleEvent leaver = Leaver();

        var output = new Output<LifecycleRun>();
        first.Start();
        long start = Stopwatch.GetTimestamp();
        await service.InvokeAsync(new LifecycleRequest { Events = [leaver], TenantIds = ids, ThrottleLimit = TenantsAtOnce }, output, CancellationToken.None);
        TimeSpan run = Stopwatch.GetElapsedTime(start);

        using var transport = new SocketsHttpHandler { MaxConnectionsPerServer = 512 };
        start = Stopwatch.GetTimestamp();
        await BareAsync(server, record, transport);
        TimeSpan bare = Stopwatch.GetElapsedTime(start);
        int requests = record.Values.Sum(tenant => tenant.Waves(ordered: false).Sum(wave => wave.Count()));
        VerificationReport report = ledger.Verify(new LedgerVerification());
        Console.WriteLine($"ledger: {report.Verdict}, {report.Entries} entries in {report.Epochs} commits");
        Console.WriteLine($"{tenants} tenants, {latencyMilliseconds} ms latency, {output.Items.Count(item => item.Complete)} runs complete, {requests} requests, load {Contest.Load()}");
        Console.WriteLine("| leaver | time |");
        Console.WriteLine("|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| first block answered | {first.At.TotalSeconds:0.00} s |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| last block answered | {first.Last.TotalSeconds:0.00} s |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| first clean-up sent | {first.CleanUp.TotalSeconds:0.00} s |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| whole run | {run.TotalSeconds:0.00} s |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| bare requests, same order and concurrency | {bare.TotalSeconds:0.00} s ({run / bare:0.00} times) |"));
        await CompareAsync(server, clients, service, ids, people);
    }

    private static async Task CompareAsync(LabServer server, TenantClientFactory clients, LifecycleService service, string[] ids, int people)
    {
        WorkforcePerson[] list = [.. Enumerable.Range(0, people).Select(i => new WorkforcePerson { Person = new LifecyclePerson { Id = $"p{i}", DisplayName = $"P {i}", Mail = $"p{i}@msp.example" }, Line = i + 2 })];
        var contest = new Contest(3);
        contest.Enter("inventory", () => Parallel.ForEachAsync(server.Tenants, new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce }, async (lab, token) =>
            _ = await new InventoryReader(clients.For(Tenant(server, lab)), TimeProvider.System).ReadAsync(InventoryFamily.Access, token)));
        contest.Enter("comparison", () => service.CompareAsync(new WorkforceRequest { People = list, TenantIds = ids, StaffDomains = ["msp.example"], ThrottleLimit = TenantsAtOnce }, new Output<WorkforceFinding>(), CancellationToken.None));
        contest.Enter("comparison with access", () => service.CompareAsync(new WorkforceRequest { People = list, TenantIds = ids, StaffDomains = ["msp.example"], IncludeAccess = true, ThrottleLimit = TenantsAtOnce }, new Output<WorkforceFinding>(), CancellationToken.None));
        IReadOnlyList<Contest.Result> results = await contest.RunAsync();
        Console.WriteLine($"| {people:N0} people, {ids.Length} tenants | time | against the inventory |");
        Console.WriteLine("|---|---|---|");
        foreach (Contest.Result result in results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {result.Way} | {result.Time.TotalSeconds:0.00} s | {result.Time / results[0].Time:0.00} |"));
        }
    }

    /// <summary>A store on disk with a job role that one operator proposed and another approved.</summary>
    private static LedgerStore Store(TempFolder folder)
    {
        Environment.SetEnvironmentVariable("MSPGOV_STATE", folder.At("state"));
        LedgerStore.Initialize(new InitializeStoreRequest { Path = folder.At("store"), Operator = "ada", DisplayName = "Ada" });
        LedgerStore ada = LedgerStore.Open(new ConnectRequest { Path = folder.At("store"), Operator = "ada" });
        Fact(ada, LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "bob", DisplayName = "Bob" });
        Fact(ada, LogIds.Keys, LedgerActions.KeyEnrol, ada.CreateOperatorKey("bob", null));
        Fact(ada, LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "g1", Operator = "bob", Role = BuiltInRoles.Administrator, Scope = RoleScope.Everywhere });
        Fact(ada, LogIds.Msp, JobRoleActions.Propose, new JobRoleDocument { Name = "Engineer", Version = 1 });
        using LedgerStore bob = LedgerStore.Open(new ConnectRequest { Path = folder.At("store"), Operator = "bob" });
        Fact(bob, LogIds.Msp, JobRoleActions.Approve, new JobRoleApproval("Engineer", 1));
        return ada;
    }

    private static (LifecycleService Service, string[] Ids) Service(LabServer server, TenantClientFactory clients, LedgerStore ledger, TempFolder folder)
    {
        foreach (TestLab lab in server.Tenants)
        {
            Fact(ledger, lab.TenantId, TenantActions.Register, Tenant(server, lab));
            Fact(ledger, lab.TenantId, JobRoleActions.Assign, new JobRoleAssignmentDocument { Id = lab.Name, Tenant = lab.TenantId, Person = "p-2", Principals = ["*adm*"], JobRole = "Engineer" });
        }

        var ports = new ClientPorts(clients);
        var access = new AccessService(ledger, new InventorySource(ledger, (tenant, _) => ValueTask.FromResult(clients.For(tenant)), TimeProvider.System), folder.At("snapshots"), TimeProvider.System);
        var runner = new ChangeRunner(ledger, ports, [], TimeProvider.System);
        return (new LifecycleService(new LifecycleParts(ledger, runner, ports, new PathReader(access), TimeProvider.System)), [.. server.Tenants.Select(lab => lab.TenantId)]);
    }

    private static void Fact<T>(LedgerStore ledger, string log, string action, T detail) =>
        ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) }]);

    private static TenantDocument Tenant(LabServer server, TestLab lab)
    {
        string variable = "MSPGOV_BENCHMARK_" + lab.Name;
        Environment.SetEnvironmentVariable(variable, lab.Token);
        return new TenantDocument
        {
            Id = lab.TenantId,
            Name = lab.Name,
            Connection = new() { Kind = ConnectionKind.AccessToken, SecretReference = "env:" + variable, GraphEndpoint = server.Endpoint.ToString() },
        };
    }

    /// <summary>Gives the one who holds most roles in each tenant the address by which the leaver is found.</summary>
    private static void Employ(LabServer server)
    {
        foreach (TestLab lab in server.Tenants)
        {
            lab.Change((directory, change) => change.Put(directory.Users
                .Where(user => user.Flag("accountEnabled") == true && user.Flag("onPremisesSyncEnabled") != true)
                .MaxBy(user => directory.Set("roleAssignments").All.Count(item => item["principalId"] == user.Id))!
                .With(node => node["mail"] = Address)));
        }
    }

    /// <summary>One person with an account in each tenant.</summary>
    private static LifecycleEvent Leaver() => new()
    {
        EventId = "bench",
        Type = LifecycleType.Leaver,
        Person = new LifecyclePerson
        {
            Id = "p-1",
            DisplayName = "Max Weber",
            Mail = Address,
        },
        Leaver = new LeaverSettings { AllowLastAdministrator = true },
    };

    private static async Task BareAsync(LabServer server, ConcurrentDictionary<string, RecordedTenant> record, SocketsHttpHandler transport)
    {
        using var http = new HttpClient(transport, disposeHandler: false);
        await Parallel.ForEachAsync(server.Tenants, new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce }, async (lab, token) =>
        {
            foreach (IEnumerable<RecordedRequest> wave in record[lab.TenantId].Waves(ordered: true))
            {
                await Task.WhenAll(wave.Select(async recorded =>
                {
                    using var request = new HttpRequestMessage(recorded.Method, recorded.Uri);
                    request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", lab.Token);
                    if (recorded.Body is not null)
                    {
                        request.Content = new ByteArrayContent(recorded.Body) { Headers = { ContentType = new("application/json") } };
                    }

                    using HttpResponseMessage response = await http.SendAsync(request, token);
                    _ = await response.Content.ReadAsByteArrayAsync(token);
                }));
            }
        });
    }

    /// <summary>When accounts were blocked, and when the first other write was sent.</summary>
    private sealed class FirstBlock
    {
        private readonly object _gate = new();
        private long _start;

        public TimeSpan At { get; private set; }

        public TimeSpan Last { get; private set; }

        public TimeSpan CleanUp { get; private set; }

        public void Start() => _start = Stopwatch.GetTimestamp();

        public void Blocked()
        {
            lock (_gate)
            {
                Last = Stopwatch.GetElapsedTime(_start);
                At = At == TimeSpan.Zero ? Last : At;
            }
        }

        public void Cleaned()
        {
            lock (_gate)
            {
                CleanUp = CleanUp == TimeSpan.Zero ? Stopwatch.GetElapsedTime(_start) : CleanUp;
            }
        }
    }

    private sealed class Recorder(ConcurrentDictionary<string, RecordedTenant> log, FirstBlock first) : DelegatingHandler(new SocketsHttpHandler { MaxConnectionsPerServer = 512 })
    {
        // Whose token it is is looked up: reading it anew for each request would be charged to the product.
        private readonly ConcurrentDictionary<string, RecordedTenant> _byToken = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[]? body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            RecordedTenant tenant = _byToken.GetOrAdd(request.Headers.Authorization!.Parameter!, token => log.GetOrAdd(LabTokens.Read("Bearer " + token)!.TenantId!, _ => new()));
            string path = request.RequestUri!.AbsolutePath;
            bool block = request.Method == HttpMethod.Patch && path.Contains("/users/", StringComparison.Ordinal);
            bool write = request.Method != HttpMethod.Get && !path.EndsWith("/$batch", StringComparison.Ordinal) && !path.EndsWith("getByIds", StringComparison.Ordinal);
            if (write && !block && !path.EndsWith("revokeSignInSessions", StringComparison.Ordinal))
            {
                first.Cleaned();
            }

            int wave = tenant.Start(new(request.Method, request.RequestUri!, body));
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            tenant.Completed(wave);
            if (block)
            {
                first.Blocked();
            }

            return response;
        }
    }

    private sealed class Output<T> : IOutput<T>
    {
        public ConcurrentQueue<T> Items { get; } = [];

        public ValueTask WriteAsync(T item, CancellationToken cancellationToken)
        {
            Items.Enqueue(item);
            return ValueTask.CompletedTask;
        }

        public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask WarningAsync(string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Progress(ProgressUpdate update)
        {
        }

        public void Verbose(string message)
        {
        }
    }
}
