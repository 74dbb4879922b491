using MspGov.Core.Services;
using MspGov.Engine.Access;
using MspGov.Engine.Anchoring;
using MspGov.Engine.BreakGlass;
using MspGov.Engine.Changes;
using MspGov.Engine.Elevation;
using MspGov.Engine.Exceptions;
using MspGov.Engine.Forwarding;
using MspGov.Engine.Health;
using MspGov.Engine.JobRoles;
using MspGov.Engine.Ledgers;
using MspGov.Engine.Lifecycle;
using MspGov.Engine.Operators;
using MspGov.Engine.Reports;
using MspGov.Engine.Retention;
using MspGov.Engine.Reviews;
using MspGov.Engine.Templates;
using MspGov.Engine.Templates.Running;
using MspGov.Engine.Tenants;
using MspGov.Graph.Connections;
using MspGov.Graph.Inventory;
using MspGov.Graph.Secrets;
using MspGov.Lab;
using MspGov.Ledger;

namespace MspGov.Engine.Sessions;

/// <summary>The composition root of one session: one open store, one operator, the services over them.</summary>
internal sealed class GovernanceSession : IGovernanceSession
{
    /// <summary>What inventories leave for the next one; outside the ledger, and may be deleted at any time.</summary>
    public const string MirrorFolder = "mirror";

    private readonly LedgerStore _ledger;
    private readonly StoreSecretProtector _secrets;
    private readonly AnchorService _anchors;
    private readonly LabTenants _labs;
    private readonly TenantClientFactory _clients;
    private readonly HttpClient _webhooks = new();

    private GovernanceSession(LedgerStore ledger, ConnectRequest request, TimeProvider time)
    {
        _ledger = ledger;
        _anchors = new AnchorService(ledger);
        StoreSecretProtector secrets = _secrets = new(Path.Combine(ledger.Path, "keys", "connection.secret"));
        _labs = new LabTenants(Path.Combine(ledger.Path, "lab"), time);
        _clients = new TenantClientFactory(new TenantClientFactoryOptions
        {
            LabHandler = _labs.Handler,
            VaultResolver = request.VaultResolver,
            Protector = secrets,
            BudgetFolder = Path.Combine(ledger.Path, "budget"),
            DeviceCodePrompt = request.Prompt,
            Time = time,
        });
        var registered = new RegisterPorts(new ClientPorts(_clients), ledger);
        var context = new SessionContext
        {
            StorePath = ledger.Path,
            Ledger = ledger,
            Clients = _clients,
            Changes = new ChangeRunner(ledger, registered, [new BreakGlassGuard(ledger)], time),
            Secrets = secrets,
            Time = time,
        };
        Ledger = new LedgerService(ledger, _anchors, time);
        Retention = new RetentionService(ledger, time);
        Tenants = new TenantService(context);
        Templates = new TemplateService(ledger, registered, context.Changes, time);
        Forwarding = new ForwardService(context);
        var ports = new ClientPorts(_clients);
        Operators = new OperatorService(ledger, new StoreKeys(ledger), ports, time);
        var heartbeat = new FileHeartbeat(context.At("heartbeat"));
        Elevation = new ElevationService(ledger, context.Changes, ports, new FileGrantLocks(context.At("locks")), _webhooks, time, heartbeat);
        BreakGlass = new BreakGlassService(ledger, ports, time);
        Reports = new ReportService(context, _anchors);
        Health = new HealthService(new StoreHealth(ledger, _anchors, time), new WorkHealth(ledger, heartbeat, context.At("forward"), time), ledger.Path, time);
        var access = new AccessService(ledger, new InventorySource(ledger, (tenant, _) => ValueTask.FromResult(_clients.For(tenant)), time, Mirror), ledger.Path, time);
        Access = access;
        JobRoles = new JobRoleService(ledger, time);
        Exceptions = new ExceptionService(ledger, time);
        Reviews = new ReviewService(new ReviewContext(
            ledger, Access, context.Changes, ports, Exceptions, new ReviewSecret(context.At("keys", "review.secret")), time));
        Lifecycle = new LifecycleService(new LifecycleParts(ledger, context.Changes, ports, new PathReader(access), time, new LifecycleServices
        {
            Tenants = Tenants,
            Access = Access,
            BreakGlass = BreakGlass,
            Reviews = Reviews,
            Elevation = Elevation,
            ExportTrust = (tenant, path) => Ledger.ExportTrust(tenant, path, overwrite: true),
            ExportEvidence = (request, token) => Ledger.ExportEvidence(request with { Report = Reports.PackReport(request.TenantId) }, token),
            Erase = ledger.EraseDetails,
        }));
    }

    /// <inheritdoc/>
    public StoreInfo Info => _ledger.Info;

    /// <inheritdoc/>
    public ILedgerService Ledger { get; }

    /// <inheritdoc/>
    public ITenantService Tenants { get; }

    /// <inheritdoc/>
    public ILabService Labs => _labs;

    /// <inheritdoc/>
    public IAccessService Access { get; }

    /// <inheritdoc/>
    public IAnchorService Anchors => _anchors;

    /// <inheritdoc/>
    public IRetentionService Retention { get; }

    /// <inheritdoc/>
    public IReportService Reports { get; }

    /// <inheritdoc/>
    public IHealthService Health { get; }

    /// <inheritdoc/>
    public ITemplateService Templates { get; }

    /// <inheritdoc/>
    public IForwardService Forwarding { get; }

    /// <inheritdoc/>
    public IOperatorService Operators { get; }

    /// <inheritdoc/>
    public IElevationService Elevation { get; }

    /// <inheritdoc/>
    public IBreakGlassService BreakGlass { get; }

    /// <inheritdoc/>
    public IJobRoleService JobRoles { get; }

    /// <inheritdoc/>
    public IExceptionService Exceptions { get; }

    /// <inheritdoc/>
    public IReviewService Reviews { get; }

    /// <inheritdoc/>
    public ILifecycleService Lifecycle { get; }

    /// <summary>Opens a store. What was opened so far is closed again when something later fails.</summary>
    public static GovernanceSession Open(ConnectRequest request, TimeProvider time)
    {
        LedgerStore ledger = LedgerStore.Open(request, time);
        try
        {
            return new GovernanceSession(ledger, request, time);
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    private InventoryMirror Mirror(string tenantId) =>
        InventoryMirror.Open(Path.Combine(_ledger.Path, MirrorFolder), tenantId, _secrets.DeriveKey("mirror", tenantId));

    /// <inheritdoc/>
    public void Dispose()
    {
        _webhooks.Dispose();
        _anchors.Dispose();
        _clients.Dispose();
        _ledger.Dispose();
    }
}
