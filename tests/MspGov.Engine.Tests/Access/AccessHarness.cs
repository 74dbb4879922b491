using System.Collections.Concurrent;
using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Access;
using MspGov.Graph.Connections;
using MspGov.Graph.Inventory;
using MspGov.Testing;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Access;

/// <summary>What a service gave out.</summary>
internal sealed class Collected<T> : IOutput<T>
{
    private readonly ConcurrentQueue<T> _items = new();
    private readonly ConcurrentQueue<GovException> _errors = new();
    private readonly ConcurrentQueue<string> _warnings = new();

    public IReadOnlyList<T> Items => [.. _items];

    public IReadOnlyList<GovException> Errors => [.. _errors];

    public IReadOnlyList<string> Warnings => [.. _warnings];

    /// <summary>Called for each item before it is taken.</summary>
    public Action<T>? OnItem { get; init; }

    public ValueTask WriteAsync(T item, CancellationToken cancellationToken)
    {
        OnItem?.Invoke(item);
        _items.Enqueue(item);
        return ValueTask.CompletedTask;
    }

    public ValueTask ErrorAsync(GovException error, CancellationToken cancellationToken)
    {
        _errors.Enqueue(error);
        return ValueTask.CompletedTask;
    }

    public ValueTask WarningAsync(string message, CancellationToken cancellationToken)
    {
        _warnings.Enqueue(message);
        return ValueTask.CompletedTask;
    }

    public void Progress(ProgressUpdate update)
    {
    }

    public void Verbose(string message)
    {
    }
}

/// <summary>An access service over lab tenants, the product's own client between them, and a ledger in memory.</summary>
internal sealed class AccessHarness : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, TestLab> _labs;
    private readonly TenantClientFactory _clients;
    private readonly string? _partnerTenantId;

    public AccessHarness(params TestLab[] labs)
        : this(null, labs)
    {
    }

    /// <summary>Tenants that are reached through a partner's tenant, the first of them.</summary>
    public AccessHarness(string? partnerTenantId, TestLab[] labs)
    {
        _partnerTenantId = partnerTenantId;
        Time = (SkippingTime)labs[0].Time;
        _labs = labs.ToDictionary(lab => lab.TenantId);
        _clients = new TenantClientFactory(new TenantClientFactoryOptions
        {
            LabHandler = name => new WireFaults(labs.Single(lab => lab.Name == name).Handler(), (path, body) => Wire?.Invoke(path, body) ?? WireFault.None),
            Time = Time,
        });
        Ledger = new MemoryLedger("alice", Time);
        Ledger.Append(
        [
            Draft(LogIds.Keys, LedgerActions.Create, new { }),
            Draft(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "alice", DisplayName = "Alice" }),
            Draft(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "g1", Operator = "alice", Role = "AdministratorWithBilling", Scope = RoleScope.Everywhere }),
        ]);
        foreach (TestLab lab in labs)
        {
            Register(lab);
        }

        Service = new AccessService(Ledger, new InventorySource(Ledger, (tenant, _) => ValueTask.FromResult(_clients.For(tenant)), Time, Mirror), _folder.Path, Time);
    }

    /// <summary>Folder of the mirrors.</summary>
    public string MirrorFolder => Path.Combine(_folder.Path, "mirror");

    /// <summary>The clock of everything: of the labs too.</summary>
    public SkippingTime Time { get; }

    public MemoryLedger Ledger { get; }

    /// <summary>What goes wrong on the wire, by path and body.</summary>
    public Func<string, string?, WireFault>? Wire { get; set; }

    public AccessService Service { get; }

    public string[] TenantIds => [.. _labs.Keys];

    /// <summary>A lab tenant on a skipping clock of its own, or on that of another.</summary>
    public static TestLab Lab(string name, LabSize size = LabSize.Small, int seed = 1, TestLab? beside = null, bool premium = true) =>
        TestLab.Create(new LabTenantRequest { Name = name, Size = size, Seed = seed, NoPremium = !premium }, beside?.Time ?? new SkippingTime());

    public async Task<Collected<AccessPath>> ReadAsync(Func<AccessQuery, AccessQuery>? change = null)
    {
        var output = new Collected<AccessPath>();
        var query = new AccessQuery { TenantIds = TenantIds };
        await Service.ReadAsync(change is null ? query : change(query), output, CancellationToken.None);
        return output;
    }

    /// <summary>Reads what changed.</summary>
    public Task<Collected<AccessPath>> ReadDeltaAsync() => ReadAsync(query => query with { Delta = true });

    /// <summary>Detail of the newest reading in the ledger.</summary>
    public AccessReadDetail LastRead => Ledger.Entries.Last(entry => entry.Action == TenantActions.AccessRead).DetailAs<AccessReadDetail>();

    public void Dispose()
    {
        _clients.Dispose();
        _folder.Dispose();
    }

    private InventoryMirror Mirror(string tenantId) => InventoryMirror.Open(MirrorFolder, tenantId, [7]);

    private void Register(TestLab lab) => Ledger.Append(
    [
        Draft(lab.TenantId, TenantActions.Register, new TenantDocument
        {
            Id = lab.TenantId,
            Name = lab.Name,
            Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = lab.Name, PartnerTenantId = lab.TenantId == _partnerTenantId ? null : _partnerTenantId },
        }),
    ]);

    private static EntryDraft Draft<T>(string log, string action, T detail) =>
        new() { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) };
}
