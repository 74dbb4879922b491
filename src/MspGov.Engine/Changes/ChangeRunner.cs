using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Changes;

/// <summary>
/// The one way in which a tenant is changed: decide, read, guard, record the intent, send, read back, record the outcome (rules 1 and 2
/// of the design). A process that dies anywhere leaves either nothing or an intent in doubt, which settling reads back.
/// </summary>
internal sealed partial class ChangeRunner
{
    private readonly ILedger _ledger;
    private readonly ITenantPorts _tenants;
    private readonly IReadOnlyList<IChangeGuard> _guards;
    private readonly TimeProvider _time;
    private readonly ChangePatience _patience;

    /// <summary>Creates a runner for one session.</summary>
    public ChangeRunner(ILedger ledger, ITenantPorts tenants, IReadOnlyList<IChangeGuard> guards, TimeProvider time, ChangePatience? patience = null)
    {
        _ledger = ledger;
        _tenants = tenants;
        _guards = guards;
        _time = time;
        _patience = patience ?? new ChangePatience();
    }

    /// <summary>
    /// Makes one change. What the policy, a guard or the tenant refuses, and what cannot be read, comes back as a result with its error;
    /// only cancellation and faults of the store are thrown, and then an intent without outcome may stand in doubt.
    /// </summary>
    public async Task<ChangeResult> RunAsync(ChangeRequest request, CancellationToken cancellationToken)
    {
        TenantDocument document = _ledger.Read(register => register.Get<TenantDocument>(request.TenantId))
            ?? throw TenantErrors.NotFound.With($"Tenant {request.TenantId} is not registered.");
        var run = new ChangeRun(request, document, ChangeKinds.Of(request.Change), _tenants.Open(document), Guid.NewGuid().ToString("D"));
        if (Refusal(run) is { } refused)
        {
            return refused;
        }

        ChangeReading before;
        try
        {
            before = await run.Kind.ReadAsync(run.Port, request.Change, null, cancellationToken);
            run.SubjectName = before.Name ?? request.SubjectName;
            if (before.Shown == Shown.NotAsWanted && await GuardAsync(run, cancellationToken) is { } guarded)
            {
                return guarded;
            }
        }
        catch (GovException e) when (IsOfTheTenant(e))
        {
            return run.Failure(ChangeStatus.Failed, e, $"Nothing was changed: {e.Message}");
        }

        switch (before.Shown)
        {
            case Shown.AsWanted:
                return run.Result(ChangeStatus.AlreadySo, before.Words, before.ObjectId);
            case Shown.Impossible:
                return run.Failure(ChangeStatus.Failed, TenantErrors.ChangeRefused, before.Words);
            case Shown.NotAsWanted when request.DryRun:
                return run.Result(ChangeStatus.Planned, before.Words);
        }

        try
        {
            _ledger.Append([run.Draft(before.Before)], cancellationToken);
        }
        catch (GovException e) when (IsOfTheTenant(e))
        {
            return run.Failure(ChangeStatus.Refused, e);
        }

        run.MarkRecorded();
        return await CarryOutAsync(run, before, cancellationToken);
    }

    private async Task<ChangeResult?> GuardAsync(ChangeRun run, CancellationToken cancellationToken)
    {
        foreach (IChangeGuard guard in _guards)
        {
            if (await guard.RefusalAsync(run.Port, run.Document, run.Request.Change, cancellationToken) is { } refusal)
            {
                return run.Failure(ChangeStatus.Refused, TenantErrors.BreakGlassGuard, refusal);
            }
        }

        return null;
    }

    /// <summary>Refuses at once what the policy would refuse, before anything is read on the operator's behalf; the refusal is recorded.</summary>
    private ChangeResult? Refusal(ChangeRun run)
    {
        EntryDraft draft = run.Draft();
        Ruling ruling = _ledger.Read(register => GovernancePolicy.Decide(new RuleContext(register, _ledger.Operator, draft, _time.GetUtcNow())));
        if (ruling.Kind == RulingKind.Permit)
        {
            return null;
        }

        if (ruling.Kind == RulingKind.Conflict || run.Request.DryRun)
        {
            return run.Failure(ChangeStatus.Refused, ruling.ToException());
        }

        try
        {
            // The ledger decides again, records the refusal and throws.
            _ledger.Append([draft]);
        }
        catch (GovException e) when (IsOfTheTenant(e))
        {
            return run.Failure(ChangeStatus.Refused, e);
        }

        // It permits by now: this is an intent that nobody carries out.
        run.MarkRecorded();
        return Record(run, EntryOutcome.Failed, "Nothing was sent: the operator's rights changed while the change was being decided. Run it again.", null);
    }

    /// <summary>Everything but the store's own faults, which end the run.</summary>
    private static bool IsOfTheTenant(GovException e) => !e.IsOfTheStore && !ReferenceEquals(e.Definition, StoreErrors.Busy);

    private ChangeResult Record(ChangeRun run, EntryOutcome outcome, string evidence, string? requestId, string? objectId = null, string? secret = null)
    {
        try
        {
            // Never cancelled: what is known now must not be lost.
            _ledger.Append([run.Outcome(outcome, evidence, requestId)], CancellationToken.None);
        }
        catch (GovException e) when (e.Definition == PolicyErrors.Conflict)
        {
            // Another process settled it meanwhile; its finding stands.
            ChangeDocument settled = _ledger.Read(register => register.Get<ChangeDocument>(run.ChangeId))!;
            outcome = settled.Outcome ?? outcome;
            evidence = settled.Evidence ?? evidence;
        }

        ChangeResult result = outcome switch
        {
            EntryOutcome.Succeeded => run.Result(ChangeStatus.Succeeded, evidence, objectId),
            EntryOutcome.Failed => run.Failure(ChangeStatus.Failed, TenantErrors.ChangeRefused, evidence),
            _ => run.Failure(ChangeStatus.Unknown, TenantErrors.ChangeNotVerified, evidence),
        };
        return result with { RequestId = requestId, Secret = outcome == EntryOutcome.Failed ? null : secret };
    }
}
