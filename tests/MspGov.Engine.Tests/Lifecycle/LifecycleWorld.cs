using System.Collections.Concurrent;
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
using MspGov.Engine.BreakGlass;
using MspGov.Engine.Changes;
using MspGov.Engine.Elevation;
using MspGov.Engine.Exceptions;
using MspGov.Engine.Lifecycle;
using MspGov.Engine.Reviews;
using MspGov.Engine.Sessions;
using MspGov.Engine.Tenants;
using MspGov.Graph;
using MspGov.Graph.Connections;
using MspGov.Lab.Generation;
using MspGov.Testing;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>Lab tenants behind real tenant clients, a ledger in memory, and a clock on which waiting is over at once.</summary>
internal sealed class LifecycleWorld : IDisposable
{
    private readonly TenantClientFactory _clients;

    /// <summary>A world of so many tenants; with a partner, the first is the MSP's own and manages the others by GDAP.</summary>
    public LifecycleWorld(int tenants, int seed, LabSize size = LabSize.Small, bool partner = false)
    {
        Labs = [.. Enumerable.Range(0, tenants).Select(i => TestLab.Create(new LabTenantRequest { Name = $"lab{i}", Size = size, Seed = (seed * 100) + i, Partner = partner && i == 0 }, Time))];
        foreach (TestLab customer in partner ? Labs.Skip(1) : [])
        {
            Manage(Labs[0], customer);
        }

        _clients = new TenantClientFactory(new TenantClientFactoryOptions { LabHandler = name => Labs.Single(lab => lab.Name == name).Handler(), Time = Time });
        Ledger = new MemoryLedger("ada", Time);
        Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "ada", DisplayName = "Ada" });
        Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "g1", Operator = "ada", Role = BuiltInRoles.AdministratorWithBilling, Scope = RoleScope.Everywhere });
        foreach (TestLab lab in Labs)
        {
            Fact(lab.TenantId, TenantActions.Register, new TenantDocument { Id = lab.TenantId, Name = lab.Name, ServiceOwner = "ada", Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = lab.Name, PartnerTenantId = partner && lab != Labs[0] ? Labs[0].TenantId : null } });
        }

        Service = ServiceOf(Ledger);
    }

    public SkippingTime Time { get; } = new();

    public IReadOnlyList<TestLab> Labs { get; }

    public MemoryLedger Ledger { get; }

    public LifecycleService Service { get; }

    public string[] TenantIds => [.. Labs.Select(lab => lab.TenantId)];

    /// <summary>Called before each request with its tenant; may throw, as a killed process would stop there.</summary>
    public Action<GraphRequest>? OnRequest { get; set; }

    /// <summary>A service as another process would open it.</summary>
    public LifecycleService ServiceOf(MemoryLedger ledger)
    {
        return new LifecycleService(PartsOf(ledger));
    }

    /// <summary>The other services as another process would open them.</summary>
    public LifecycleServices ServicesFor(MemoryLedger ledger) => PartsOf(ledger).Services!;

    private LifecycleParts PartsOf(MemoryLedger ledger)
    {
        var ports = new WatchedPorts(new ClientPorts(_clients), this);
        var access = new AccessService(ledger, new InventorySource(ledger, (tenant, _) => ValueTask.FromResult(_clients.For(tenant)), Time), System.IO.Path.GetTempPath(), Time);
        var runner = new ChangeRunner(ledger, ports, [new BreakGlassGuard(ledger)], Time, new ChangePatience { Total = TimeSpan.FromSeconds(20) });
        return new LifecycleParts(ledger, runner, ports, new PathReader(access), Time, ServicesOf(ledger, access, runner, ports));
    }

    /// <summary>Files for clients.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("mspgov-lifecycle-").FullName;

    private LifecycleServices ServicesOf(MemoryLedger ledger, AccessService access, ChangeRunner runner, ITenantPorts ports) => new()
    {
        Tenants = new TenantService(new SessionContext { StorePath = Folder, Ledger = ledger, Clients = _clients, Changes = runner, Secrets = new NoSecrets(), Time = Time }),
        Access = access,
        BreakGlass = new BreakGlassService(ledger, ports, Time),
        Reviews = new ReviewService(new ReviewContext(ledger, access, runner, ports, new ExceptionService(ledger, Time), new ReviewSecret(System.IO.Path.Combine(Folder, "review.secret")), Time)),
        Elevation = new ElevationService(ledger, runner, ports, new FileGrantLocks(System.IO.Path.Combine(Folder, "locks")), new HttpClient(), Time),
        ExportTrust = (tenant, path) =>
        {
            File.WriteAllText(path, tenant);
            return "hash";
        },
        ExportEvidence = (request, _) =>
        {
            File.WriteAllText(request.Path, request.TenantId);
            return new EvidenceInfo(request.TenantId, request.Path, 0, 1, 1, "hash", 1);
        },
        Erase = (request, token) =>
        {
            ledger.Append([new EntryDraft { Log = request.Log, Action = LedgerActions.DetailErase, Correlation = Guid.NewGuid(), Ticket = request.Ticket, Detail = CoreJson.ToBytes(new DetailEraseDetail([[request.First ?? 0, request.Last ?? 0]])) }], token);
            return new ErasureInfo(request.Log, 1, 1, 0, []);
        },
    };

    public MemoryLedger AnotherLedger() => new("ada", Time, Ledger.Shared) { BeforeAppend = _ => OnAppend?.Invoke(), AfterAppend = _ => OnAppend?.Invoke() };

    /// <summary>Called before and after each append of <see cref="AnotherLedger"/>; may throw.</summary>
    public Action? OnAppend { get; set; }

    public async Task<(IReadOnlyList<LifecycleRun> Runs, IReadOnlyList<GovException> Errors)> RunAsync(LifecycleEvent what, LifecycleService? service = null, bool dryRun = false, IReadOnlyList<string>? tenants = null)
    {
        var output = new Collected<LifecycleRun>();
        await (service ?? Service).InvokeAsync(new LifecycleRequest { Events = [what], TenantIds = tenants ?? (what.IsOfClient ? [what.Person.Id] : TenantIds), DryRun = dryRun, OutputPath = Folder }, output, default);
        return ([.. output.Items], [.. output.Errors]);
    }

    public void Fact<T>(string log, string action, T detail) =>
        Ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) }]);

    /// <summary>Puts a job role in force.</summary>
    public void JobRole(string name, params JobRoleEntitlement[] entitlements)
    {
        Fact(LogIds.Msp, JobRoleActions.Propose, new JobRoleDocument { Name = name, Version = 1, Entitlements = entitlements });
        Fact(LogIds.Msp, JobRoleActions.Approve, new JobRoleApproval(name, 1));
    }

    public void Dispose()
    {
        _clients.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static void Manage(TestLab partner, TestLab customer) => partner.Change((directory, change) =>
    {
        int next = 0;
        string tail = customer.TenantId[^12..];
        foreach (var item in GdapGenerator.Relationship(
            () => $"{++next:x8}-0000-4000-8000-{tail}", customer.Name, customer.TenantId, "active", GdapGenerator.PartnerGroups(directory), customer.Time.GetUtcNow()))
        {
            change.Put(item);
        }
    });

    /// <summary>Nothing in these worlds is secret.</summary>
    private sealed class NoSecrets : ISecretProtector
    {
        public string Protect(string secret, string tenantId) => "enc:" + secret;

        public string Unprotect(string reference, string tenantId) => reference["enc:".Length..];
    }

    private sealed class WatchedPorts(ClientPorts inner, LifecycleWorld world) : ITenantPorts
    {
        public ITenantPort Open(TenantDocument tenant) => new Port(inner.Open(tenant), world);

        private sealed class Port(ITenantPort inner, LifecycleWorld world) : ITenantPort
        {
            public Task<bool> IsDelegatedAsync(CancellationToken cancellationToken) => inner.IsDelegatedAsync(cancellationToken);

            public async Task<GraphResponse> SendAsync(GraphRequest request, CancellationToken cancellationToken)
            {
                world.OnRequest?.Invoke(request);
                GraphResponse response = await inner.SendAsync(request, cancellationToken);
                world.OnRequest?.Invoke(request);
                return response;
            }
        }
    }
}

/// <summary>An output that keeps everything.</summary>
internal sealed class Collected<T> : IOutput<T>
{
    public ConcurrentQueue<T> Items { get; } = [];

    public ConcurrentQueue<GovException> Errors { get; } = [];

    public ValueTask WriteAsync(T item, CancellationToken cancellationToken)
    {
        Items.Enqueue(item);
        return ValueTask.CompletedTask;
    }

    public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken)
    {
        Errors.Enqueue(error);
        return ValueTask.CompletedTask;
    }

    public ValueTask WarningAsync(string message, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Progress(ProgressUpdate update)
    {
    }

    public void Verbose(string message)
    {
    }
}
