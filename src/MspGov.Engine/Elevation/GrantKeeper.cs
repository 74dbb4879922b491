using MspGov.Core.Changes;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.Elevation;

/// <summary>
/// Gives and ends grants. Every step is recorded before the next is taken, so that a process that dies anywhere leaves a grant that
/// <see cref="SettleAsync"/> brings to the state that the tenant shows. Callers hold the grant's lock.
/// </summary>
internal sealed class GrantKeeper(ILedger ledger, ChangeRunner changes, ITenantPorts tenants, TimeProvider time)
{
    /// <summary>How long the tenant may take to show a write (FACTS section 5: PIM one to two minutes, some writes five): what is not shown then was not done.</summary>
    internal static readonly TimeSpan Visibility = TimeSpan.FromMinutes(6);

    /// <summary>The grant as it stands.</summary>
    public ElevationGrantDocument Find(string grantId) =>
        ledger.Read(register => register.Get<ElevationGrantDocument>(grantId))
        ?? throw ElevationErrors.NotFound.With($"There is no elevation grant {grantId}.");

    /// <summary>Gives an approved grant: intent, change with its own intent and outcome, outcome.</summary>
    public async Task<ElevationGrantDocument> ActivateAsync(ElevationGrantDocument grant, CancellationToken cancellationToken)
    {
        ledger.Append([GrantDrafts.Named(grant, ElevationActions.Activate, phase: EntryPhase.Intent)], cancellationToken);
        grant = Find(grant.Request.Grant);
        ChangeResult result = await changes.RunAsync(Change(grant, GrantChange.ToGive(grant, time.GetUtcNow())), cancellationToken);
        return result.Status switch
        {
            ChangeStatus.Succeeded => Active(grant, result.ChangeId!, result.Evidence),
            ChangeStatus.AlreadySo => Failed(grant, $"Nothing was changed: the principal holds it already by another way, so it would not end with this grant. {result.Evidence}"),
            ChangeStatus.Unknown => Record(grant, ElevationActions.Activate, EntryOutcome.Unknown, PimWords.Explain(result.Evidence), result.ChangeId),
            _ => Failed(grant, PimWords.Explain(result.Evidence), result.ChangeId),
        };
    }

    /// <summary>Brings a grant that a crash or a silent tenant left behind to the state that the tenant shows.</summary>
    public async Task<ElevationGrantDocument> SettleAsync(ElevationGrantDocument grant, CancellationToken cancellationToken)
    {
        if (grant.GrantState is not (GrantState.Activating or GrantState.InDoubt) || grant.EndInDoubt)
        {
            return grant;
        }

        await SettleChangesAsync(grant, cancellationToken);
        ChangeDocument? given = Changes(grant).LastOrDefault(change => IsGiving(grant, change));
        return given switch
        {
            null => Failed(grant, "Settled: it was interrupted before anything was sent to the tenant. Ask again."),
            { Outcome: EntryOutcome.Succeeded } => Active(grant, given.Id, given.Evidence!),
            { Outcome: EntryOutcome.Failed } => Failed(grant, PimWords.Explain(given.Evidence!), given.Id),
            _ when grant.GrantState == GrantState.Activating =>
                Record(grant, ElevationActions.Activate, EntryOutcome.Unknown, "The tenant cannot be read, or does not show it yet; the next command or sweep settles it.", given.Id),
            _ => grant,
        };
    }

    /// <summary>Ends a grant that is due. Ended is what was read back; everything else stays due.</summary>
    public async Task<ElevationGrantDocument> EndAsync(ElevationGrantDocument grant, CancellationToken cancellationToken)
    {
        ledger.Append([GrantDrafts.Named(grant, ElevationActions.End, phase: EntryPhase.Intent)], cancellationToken);
        await SettleChangesAsync(grant, cancellationToken);
        if (Changes(grant).Exists(change => IsGiving(grant, change) && change.State == ChangeDocument.InDoubt))
        {
            return Record(grant, ElevationActions.End, EntryOutcome.Unknown, "Giving it is still in doubt: what the tenant does not show now it may show later. The next sweep looks again.");
        }

        ChangeResult result = await changes.RunAsync(Change(grant, GrantChange.ToEnd(grant)), cancellationToken);
        return result.Status switch
        {
            ChangeStatus.Succeeded or ChangeStatus.AlreadySo => Record(
                grant, ElevationActions.End, EntryOutcome.Succeeded, Ended(grant, result), result.ChangeId, await RemainingAsync(grant, cancellationToken)),
            ChangeStatus.Unknown => Record(grant, ElevationActions.End, EntryOutcome.Unknown, PimWords.Explain(result.Evidence), result.ChangeId),
            _ => Record(grant, ElevationActions.End, EntryOutcome.Failed, PimWords.Explain(result.Evidence), result.ChangeId),
        };
    }

    private static string Ended(ElevationGrantDocument grant, ChangeResult result) =>
        result.Status == ChangeStatus.AlreadySo
            ? $"{(grant.Request.Path.EndsNatively() ? "The tenant ended it itself" : "Somebody removed it before")}; read back: {result.Evidence}"
            : result.Evidence;

    /// <summary>Other ways to the same role, in words. What cannot be read is said, never taken for none.</summary>
    private async Task<IReadOnlyList<string>> RemainingAsync(ElevationGrantDocument grant, CancellationToken cancellationToken)
    {
        try
        {
            return await RemainingPaths.ReadAsync(tenants.Open(WrittenTenant(grant)), grant.Request, cancellationToken);
        }
        catch (GovException e)
        {
            return [$"Whether other paths remain could not be read: {e.Message}"];
        }
    }

    private ElevationGrantDocument Active(ElevationGrantDocument grant, string change, string evidence) => Append(grant, ElevationActions.Activate, EntryOutcome.Succeeded, new GrantOutcomeDetail
    {
        Grant = grant.Request.Grant,
        Evidence = evidence,
        Change = change,
        ActiveFrom = time.GetUtcNow(),
        EndsAt = grant.EndsAt,
    });

    private ElevationGrantDocument Failed(ElevationGrantDocument grant, string evidence, string? change = null) =>
        Record(grant, ElevationActions.Activate, EntryOutcome.Failed, evidence, change);

    private ElevationGrantDocument Record(ElevationGrantDocument grant, string action, EntryOutcome outcome, string evidence, string? change = null, IReadOnlyList<string>? remaining = null) =>
        Append(grant, action, outcome, new GrantOutcomeDetail { Grant = grant.Request.Grant, Evidence = evidence, Change = change, RemainingPaths = remaining ?? [] });

    private ElevationGrantDocument Append(ElevationGrantDocument grant, string action, EntryOutcome outcome, GrantOutcomeDetail detail)
    {
        try
        {
            // Never cancelled: what is known now must not be lost.
            ledger.Append([GrantDrafts.Outcome(grant, action, outcome, detail)], CancellationToken.None);
        }
        catch (GovException e) when (ReferenceEquals(e.Definition, ElevationErrors.StateUnfit))
        {
            // Somebody else recorded an outcome meanwhile; that one stands.
        }

        return Find(grant.Request.Grant);
    }

    private async Task SettleChangesAsync(ElevationGrantDocument grant, CancellationToken cancellationToken) =>
        await changes.SettleAsync(WrittenTo(grant), Visibility, cancellationToken, Guid.Parse(grant.Request.Grant));

    /// <summary>The changes of the tenant that this grant made, in order. Found by the grant's own entries: a tenant may have many thousands of others.</summary>
    private List<ChangeDocument> Changes(ElevationGrantDocument grant)
    {
        string[] ids =
        [
            .. ledger.Query(new EntryQuery { Correlation = Guid.Parse(grant.Request.Grant) })
                .Where(entry => entry.Phase == EntryPhase.Intent && entry.Outcome is null && entry.Detail is not null && !entry.Action.StartsWith("elevation.", StringComparison.Ordinal))
                .Select(entry => entry.DetailAs<ChangeIntentDetail>().Change),
        ];
        return ledger.Read(register => ids.Select(register.Get<ChangeDocument>).OfType<ChangeDocument>().OrderBy(change => change.IntentAt).ToList());
    }

    private static bool IsGiving(ElevationGrantDocument grant, ChangeDocument change) =>
        change.Action == GrantChange.ToGive(grant, default).Action;

    private static ChangeRequest Change(ElevationGrantDocument grant, ITenantChange change) => new()
    {
        TenantId = WrittenTo(grant),
        Change = change,
        Correlation = Guid.Parse(grant.Request.Grant),
        Ticket = grant.Request.Ticket,
        Reason = grant.Request.Reason,
        SubjectName = grant.Request.PrincipalName,
    };

    private static string WrittenTo(ElevationGrantDocument grant) => grant.Request.ActsIn ?? grant.Request.Tenant;

    private TenantDocument WrittenTenant(ElevationGrantDocument grant) =>
        ledger.Read(register => register.Get<TenantDocument>(WrittenTo(grant)))
        ?? throw TenantErrors.NotFound.With($"Tenant {WrittenTo(grant)} is not registered.");
}
