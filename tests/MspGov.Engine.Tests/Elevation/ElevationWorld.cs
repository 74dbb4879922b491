using Microsoft.Extensions.Time.Testing;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Elevation;
using MspGov.Testing;

namespace MspGov.Engine.Tests.Elevation;

/// <summary>What a process that is killed leaves its stack with.</summary>
internal sealed class Killed : Exception;

/// <summary>An MSP with five operators and two tenants, one with PIM and one without, on a clock that stands until it is moved.</summary>
internal sealed class ElevationWorld : ITenantPorts
{
    public const string Premium = "11111111-1111-4111-8111-111111111111";
    public const string Basic = "22222222-2222-4222-8222-222222222222";
    public const string Group = "99999999-9999-4999-8999-999999999999";
    public const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
    public const string ReportsReader = "4a5d8f65-41da-4de4-8968-e035b65339cf";

    /// <summary>Anna's own account, the same id in both tenants.</summary>
    public const string AnnaAccount = "aaaaaaaa-0000-4000-8000-000000000001";
    public const string OtherUser = "bbbbbbbb-0000-4000-8000-000000000002";

    public static readonly (string Id, string Name)[] Roles = [(GlobalAdministrator, "Global Administrator"), (ReportsReader, "Reports Reader")];

    private readonly MemoryLedger.Book _book = new();
    private readonly Dictionary<string, PimTenant> _tenants;
    private readonly HashSet<string> _locked = [];

    public ElevationWorld()
    {
        _tenants = new() { [Premium] = new PimTenant(Clock), [Basic] = new PimTenant(Clock) { HasPim = false } };
        MemoryLedger boss = LedgerOf("boss");
        Append(boss, OperatorActions.Create, new OperatorDocument { Id = "boss", DisplayName = "Boss" });
        Append(boss, OperatorActions.RoleGrant, Grant("boss", BuiltInRoles.AdministratorWithBilling));
        foreach ((string id, string name) in new[] { (Premium, "contoso"), (Basic, "fabrikam") })
        {
            Append(boss, TenantActions.Register, new TenantDocument { Id = id, Name = name, Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = name } }, id);
        }

        Hire(boss, "anna", BuiltInRoles.HelpDesk, accounts: new() { [Premium] = AnnaAccount, [Basic] = AnnaAccount });
        Hire(boss, "mike", BuiltInRoles.Manager);
        Hire(boss, "ada", BuiltInRoles.Administrator);
        Hire(boss, "eve", BuiltInRoles.Administrator);
        Hire(boss, "rita", BuiltInRoles.ReadOnly);
        Hire(boss, "sweeper", BuiltInRoles.HelpDesk, OperatorKind.Automation);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero));

    public IEnumerable<(string Id, PimTenant Tenant)> Tenants => _tenants.Select(pair => (pair.Key, pair.Value));

    /// <summary>Called at every append (before, after) and every request (before, after); may throw <see cref="Killed"/>.</summary>
    public Action? OnStep { get; set; }

    public IReadOnlyList<EntryView> Entries => LedgerOf("boss").Entries;

    public PimTenant Tenant(string id) => _tenants[id];

    public ITenantPort Open(TenantDocument tenant)
    {
        PimTenant scripted = _tenants[tenant.Id];
        return new Stepping(scripted, this);
    }

    public MemoryLedger LedgerOf(string @operator) => new(@operator, Clock, _book)
    {
        BeforeAppend = _ => OnStep?.Invoke(),
        AfterAppend = _ => OnStep?.Invoke(),
    };

    /// <summary>The service as one operator's process has it.</summary>
    public ElevationService As(string @operator)
    {
        MemoryLedger ledger = LedgerOf(@operator);
        var runner = new ChangeRunner(ledger, this, [], Clock, new ChangePatience { Total = TimeSpan.Zero });
        return new ElevationService(ledger, runner, this, new Locks(_locked), new HttpMessageInvoker(new NoNetwork()), Clock);
    }

    public IReadOnlyList<ElevationGrantDocument> Grants() => LedgerOf("boss").Read(register => register.List<ElevationGrantDocument>());

    public ElevationGrantDocument Grant(string id) => Grants().Single(grant => grant.Request.Grant == id);

    public void SetPolicy(ElevationPolicyDocument policy) => Append(LedgerOf("boss"), ElevationActions.PolicySet, policy);

    public static ElevationAsk Ask(string tenant = Premium, string role = ReportsReader, string? principal = null, TimeSpan? duration = null, string? group = null) => new()
    {
        TenantId = tenant,
        Role = group is null ? role : null,
        Group = group,
        Principal = principal,
        Duration = duration ?? TimeSpan.FromHours(1),
        Reason = "Incident 42",
        Ticket = "INC-42",
    };

    public Task<ElevationSweepSummary> SweepAsync(string @operator = "sweeper") =>
        As(@operator).SweepAsync(new ElevationSweepOptions(), new Silent(), CancellationToken.None);

    private static void Hire(MemoryLedger boss, string id, string role, OperatorKind kind = OperatorKind.Person, Dictionary<string, string>? accounts = null)
    {
        Append(boss, OperatorActions.Create, new OperatorDocument { Id = id, DisplayName = id, OperatorKind = kind, Accounts = accounts ?? [] });
        Append(boss, OperatorActions.RoleGrant, Grant(id, role));
    }

    private static RoleGrantDocument Grant(string @operator, string role) =>
        new() { Id = Guid.NewGuid().ToString("D"), Operator = @operator, Role = role, Scope = RoleScope.Everywhere };

    public static void Append<T>(MemoryLedger ledger, string action, T detail, string log = LogIds.Msp) =>
        ledger.Append([new EntryDraft { Log = log, Action = action, Correlation = Guid.NewGuid(), Detail = CoreJson.ToBytes(detail) }]);

    private sealed class Stepping(PimTenant tenant, ElevationWorld world) : ITenantPort
    {
        public Task<bool> IsDelegatedAsync(CancellationToken cancellationToken) => tenant.IsDelegatedAsync(cancellationToken);

        public async Task<Graph.GraphResponse> SendAsync(Graph.GraphRequest request, CancellationToken cancellationToken)
        {
            world.OnStep?.Invoke();
            Graph.GraphResponse response = await tenant.SendAsync(request, cancellationToken);
            world.OnStep?.Invoke();
            return response;
        }
    }

    private sealed class Locks(HashSet<string> held) : IGrantLocks
    {
        public IDisposable? TryTake(string grant) => held.Add(grant) ? new Release(() => held.Remove(grant)) : null;

        private sealed class Release(Action release) : IDisposable
        {
            public void Dispose() => release();
        }
    }

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("No network in this test.");
    }

    internal sealed class Silent : IOutput<ElevationSweepItem>
    {
        public ValueTask WriteAsync(ElevationSweepItem item, CancellationToken cancellationToken) => ValueTask.CompletedTask;

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
