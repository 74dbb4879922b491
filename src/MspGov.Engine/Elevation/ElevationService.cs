using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Health;

namespace MspGov.Engine.Elevation;

/// <summary>Use cases of elevation; files and policies are in the other parts.</summary>
internal sealed partial class ElevationService : IElevationService
{
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly IGrantLocks _locks;
    private readonly IHeartbeat? _heartbeat;
    private readonly GrantKeeper _keeper;
    private readonly ElevationResolver _resolver;
    private readonly ElevationNotifier _notifier;

    /// <summary>Creates the service of one session.</summary>
    public ElevationService(
        ILedger ledger, ChangeRunner changes, ITenantPorts tenants, IGrantLocks locks, HttpMessageInvoker http, TimeProvider time, IHeartbeat? heartbeat = null)
    {
        _ledger = ledger;
        _heartbeat = heartbeat;
        _time = time;
        _locks = locks;
        _keeper = new GrantKeeper(ledger, changes, tenants, time);
        _resolver = new ElevationResolver(tenants, time);
        _notifier = new ElevationNotifier(ledger, http, time);
    }

    /// <inheritdoc/>
    public async Task<ElevationGrant> RequestAsync(ElevationAsk ask, CancellationToken cancellationToken)
    {
        TenantDocument tenant = _ledger.Read(register => register.Get<TenantDocument>(ask.TenantId))
            ?? throw TenantErrors.NotFound.With($"Tenant {ask.TenantId} is not registered.").About(ask.TenantId);
        RefuseWithoutRight(ask);
        ElevationRequest request = await _ledger.Read(register => _resolver.ResolveAsync(ask, tenant, _ledger.Operator, register, cancellationToken));
        if (OpenTwin(request) is { } twin)
        {
            return View(await CarryOnAsync(twin, ask.OnNotice, cancellationToken));
        }

        _ledger.Append([GrantDrafts.Request(request)], cancellationToken);
        ElevationGrantDocument grant = _keeper.Find(request.Grant);
        await _notifier.TellAsync(request.BreakGlass ? "breakGlass" : "requested", grant, ask.OnNotice, cancellationToken);
        return View(await CarryOnAsync(grant, ask.OnNotice, cancellationToken));
    }

    /// <inheritdoc/>
    public IReadOnlyList<ElevationGrant> Get(ElevationGrantQuery query) => _ledger.Read(register => (IReadOnlyList<ElevationGrant>)
    [
        .. register.List<ElevationGrantDocument>()
            .Where(grant => (query.TenantIds is null || query.TenantIds.Contains(grant.Request.Tenant))
                && (query.GrantId is null || query.GrantId == grant.Request.Grant)
                && (query.States.Count == 0 || query.States.Contains(grant.GrantState))
                && (!query.Open || !grant.GrantState.IsFinal())
                && (!query.AwaitingReview || grant.AwaitsReview)
                && (query.Requester is null || query.Requester == grant.Request.Requester)
                && GovernancePolicy.DecideRead(register, _ledger.Operator, grant.Request.Tenant, _time.GetUtcNow()).Kind == RulingKind.Permit)
            .OrderBy(grant => grant.RequestedAt)
            .Select(grant => ElevationGrant.Of(grant, register.Get<TenantDocument>(grant.Request.Tenant), _time.GetUtcNow())),
    ], query.AsOf);

    /// <inheritdoc/>
    public async Task<ElevationGrant> ApproveAsync(string grantId, string? requestHash, string? reason, CancellationToken cancellationToken)
    {
        ElevationGrantDocument grant = _keeper.Find(grantId);
        _ledger.Append([GrantDrafts.Approve(grant, requestHash ?? grant.RequestHash, reason)], cancellationToken);
        return await ApprovedAsync(grantId, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ElevationGrant> DenyAsync(string grantId, string reason, CancellationToken cancellationToken)
    {
        _ledger.Append([GrantDrafts.Named(_keeper.Find(grantId), ElevationActions.Deny, reason)], cancellationToken);
        ElevationGrantDocument denied = _keeper.Find(grantId);
        await _notifier.TellAsync("denied", denied, null, cancellationToken);
        return View(denied);
    }

    /// <inheritdoc/>
    public async Task<ElevationGrant> RevokeAsync(string grantId, string? reason, CancellationToken cancellationToken)
    {
        ElevationGrantDocument grant = _keeper.Find(grantId);
        using IDisposable held = Lock(grant);
        grant = await _keeper.SettleAsync(_keeper.Find(grantId), cancellationToken);
        if (grant.GrantState != GrantState.Ending)
        {
            _ledger.Append([GrantDrafts.Named(grant, ElevationActions.Revoke, reason)], cancellationToken);
            grant = _keeper.Find(grantId);
        }

        grant = grant.GrantState == GrantState.Ending ? await _keeper.EndAsync(grant, cancellationToken) : grant;
        await _notifier.TellAsync(grant.GrantState == GrantState.Ended ? "ended" : "inDoubt", grant, null, cancellationToken);
        return grant.GrantState == GrantState.Ended ? View(grant) : throw NotEnded(grant);
    }

    /// <inheritdoc/>
    public async Task<ElevationGrant> ReviewAsync(string grantId, bool justified, string findings, CancellationToken cancellationToken)
    {
        _ledger.Append([GrantDrafts.Review(_keeper.Find(grantId), justified, findings)], cancellationToken);
        ElevationGrantDocument reviewed = _keeper.Find(grantId);
        await _notifier.TellAsync("reviewed", reviewed, null, cancellationToken);
        return View(reviewed);
    }

    /// <summary>Whoever may not ask at all is refused, and recorded, before anything is read in the tenant on his behalf.</summary>
    private void RefuseWithoutRight(ElevationAsk ask)
    {
        Ruling ruling = _ledger.Read(register => OperatorRights.Of(register, _ledger.Operator, _time.GetUtcNow()).Demand(Permission.RequestElevation, ask.TenantId, register));
        if (ruling.Kind == RulingKind.Permit)
        {
            return;
        }

        // The ledger decides the same, records the refusal and throws.
        _ledger.Append([GrantDrafts.Request(new ElevationRequest
        {
            Grant = Guid.NewGuid().ToString("D"),
            Tenant = ask.TenantId,
            PrincipalId = ask.Principal ?? _ledger.Operator,
            Target = new ElevationTarget { RoleId = ask.Group is null ? ask.Role : null, GroupId = ask.Group, Name = ask.Group ?? ask.Role ?? "-", Scope = ask.Scope },
            Path = ask.Group is null ? ElevationPath.DirectRole : ElevationPath.RoleGroup,
            Requester = _ledger.Operator,
            Duration = ask.Duration ?? TimeSpan.Zero,
            Reason = ask.Reason,
            Ticket = ask.Ticket,
            BreakGlass = ask.BreakGlass,
        })]);
        throw ruling.ToException();
    }

    private ElevationGrantDocument? OpenTwin(ElevationRequest request) => _ledger.Read(register => register.List<ElevationGrantDocument>(request.Tenant))
        .FirstOrDefault(grant => !grant.GrantState.IsFinal() && grant.Request == request with { Grant = grant.Request.Grant });

    /// <summary>Does what can be done for an open grant now: gives what is approved, settles what is in doubt.</summary>
    private async Task<ElevationGrantDocument> CarryOnAsync(ElevationGrantDocument grant, Action<ElevationNoticeMessage>? onNotice, CancellationToken cancellationToken)
    {
        if (grant.GrantState is GrantState.Requested or GrantState.Active or GrantState.Scheduled)
        {
            return grant;
        }

        using IDisposable held = Lock(grant);
        grant = _keeper.Find(grant.Request.Grant);
        grant = grant.GrantState == GrantState.Approved
            ? await _keeper.ActivateAsync(grant, cancellationToken)
            : await _keeper.SettleAsync(grant, cancellationToken);
        await _notifier.TellAsync(ElevationGrantDocument.StateOf(grant.GrantState), grant, onNotice, cancellationToken);
        return grant.GrantState switch
        {
            GrantState.Failed => throw ElevationErrors.ActivationFailed.With($"Grant {grant.Request.Grant} failed: {grant.Evidence}").About(grant.Request.Grant, grant.Request.Tenant),
            GrantState.InDoubt => throw ElevationErrors.InDoubt.With($"Grant {grant.Request.Grant} is in doubt: {grant.Evidence} Invoke-ElevationSweep settles it.").About(grant.Request.Grant, grant.Request.Tenant),
            _ => grant,
        };
    }

    private async Task<ElevationGrant> ApprovedAsync(string grantId, CancellationToken cancellationToken)
    {
        ElevationGrantDocument grant = _keeper.Find(grantId);
        await _notifier.TellAsync("approved", grant, null, cancellationToken);
        bool mayGive = _ledger.Read(register => (OperatorRights.Of(register, _ledger.Operator, _time.GetUtcNow()).In(grant.Request.Tenant, register) & Permission.RequestElevation) != 0);
        return View(grant.GrantState == GrantState.Approved && mayGive ? await CarryOnAsync(grant, null, cancellationToken) : grant);
    }

    private IDisposable Lock(ElevationGrantDocument grant) =>
        _locks.TryTake(grant.Request.Grant)
        ?? throw ElevationErrors.GrantBusy.With($"Another process works on grant {grant.Request.Grant}; try again in a moment.").About(grant.Request.Grant, grant.Request.Tenant);

    private static GovException NotEnded(ElevationGrantDocument grant) =>
        (grant.GrantState == GrantState.InDoubt
            ? ElevationErrors.InDoubt.With($"Whether grant {grant.Request.Grant} ended is in doubt: {grant.Evidence} Invoke-ElevationSweep looks again.")
            : ElevationErrors.EndFailed.With($"Grant {grant.Request.Grant} could not be ended and may still be held: {grant.Evidence} Invoke-ElevationSweep tries again."))
        .About(grant.Request.Grant, grant.Request.Tenant);

    private ElevationGrant View(ElevationGrantDocument grant) =>
        ElevationGrant.Of(grant, _ledger.Read(register => register.Get<TenantDocument>(grant.Request.Tenant)), _time.GetUtcNow());
}
