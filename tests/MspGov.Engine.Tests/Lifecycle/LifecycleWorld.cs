using System.Collections.Concurrent;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.JobRoles;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Operators;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Access;
using MspGov.Engine.Changes;
using MspGov.Engine.Lifecycle;
using MspGov.Graph;
using MspGov.Graph.Connections;
using MspGov.Testing;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>Lab tenants behind real tenant clients, a ledger in memory, and a clock on which waiting is over at once.</summary>
internal sealed class LifecycleWorld : IDisposable
{
    private readonly TenantClientFactory _clients;

    public LifecycleWorld(int tenants, int seed, LabSize size = LabSize.Small)
    {
        Labs = [.. Enumerable.Range(0, tenants).Select(i => TestLab.Create($"lab{i}", size, (seed * 100) + i, Time))];
        _clients = new TenantClientFactory(new TenantClientFactoryOptions { LabHandler = name => Labs.Single(lab => lab.Name == name).Handler(), Time = Time });
        Ledger = new MemoryLedger("ada", Time);
        Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "ada", DisplayName = "Ada" });
        Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "g1", Operator = "ada", Role = BuiltInRoles.AdministratorWithBilling, Scope = RoleScope.Everywhere });
        foreach (TestLab lab in Labs)
        {
            Fact(lab.TenantId, TenantActions.Register, new TenantDocument { Id = lab.TenantId, Name = lab.Name, Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = lab.Name } });
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
        var ports = new WatchedPorts(new ClientPorts(_clients), this);
        var access = new AccessService(ledger, new InventorySource(ledger, (tenant, _) => ValueTask.FromResult(_clients.For(tenant)), Time), System.IO.Path.GetTempPath(), Time);
        var runner = new ChangeRunner(ledger, ports, [], Time, new ChangePatience { Total = TimeSpan.FromSeconds(20) });
        return new LifecycleService(new LifecycleParts(ledger, runner, ports, new PathReader(access), Time));
    }

    public MemoryLedger AnotherLedger() => new("ada", Time, Ledger.Shared);

    public async Task<(IReadOnlyList<LifecycleRun> Runs, IReadOnlyList<GovException> Errors)> RunAsync(LifecycleEvent what, LifecycleService? service = null, bool dryRun = false)
    {
        var output = new Collected<LifecycleRun>();
        await (service ?? Service).InvokeAsync(new LifecycleRequest { Events = [what], TenantIds = TenantIds, DryRun = dryRun }, output, default);
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

    public void Dispose() => _clients.Dispose();

    private sealed class WatchedPorts(ClientPorts inner, LifecycleWorld world) : ITenantPorts
    {
        public ITenantPort Open(TenantDocument tenant) => new Port(inner.Open(tenant), world);

        private sealed class Port(ITenantPort inner, LifecycleWorld world) : ITenantPort
        {
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
