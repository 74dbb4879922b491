using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Lifecycle;

/// <summary>Undoes the changes of a run in one tenant, newest first.</summary>
internal sealed class LifecycleUndoing(LifecycleParts parts)
{
    /// <summary>Undoes what can be undone and names the rest.</summary>
    public async Task<LifecycleRun> UndoAsync(LifecycleRunDocument run, string? ticket, string? reason, CancellationToken cancellationToken)
    {
        ChangeDocument[] changes = parts.Ledger.Read(register => register.List<ChangeDocument>(run.Tenant)
            .Where(change => change.Correlation == run.Correlation && change.Undoes is null && change.Outcome == EntryOutcome.Succeeded)
            .OrderByDescending(change => change.IntentAt)
            .ToArray());
        var left = new List<string>();
        foreach (ChangeDocument change in changes)
        {
            string what = $"{change.Action} of {change.Subject?.Name ?? change.Subject?.Id}";
            try
            {
                ChangeResult result = await parts.Runner.UndoAsync(change.Id, run.Correlation, ticket, reason, cancellationToken);
                if (!result.Proven)
                {
                    left.Add($"{what} was not undone: {result.Evidence}");
                }
            }
            catch (GovException e) when (!e.IsOfTheStore)
            {
                left.Add($"{what} was not undone: {e.Message}");
            }
        }

        parts.Ledger.Append(
        [
            new EntryDraft
            {
                Log = run.Tenant,
                Action = LifecycleActions.Undo,
                Correlation = run.Correlation,
                Subject = new EntrySubject("person", run.Event.Person.Id, run.Event.Person.DisplayName),
                Ticket = ticket,
                Reason = reason,
                Detail = CoreJson.ToBytes(new LifecycleUndo(run.Event.EventId, left)),
            },
        ], cancellationToken);
        return parts.Ledger.Read(register => RunView.Of(register, register.Get<LifecycleRunDocument>(run.Key)!, register.Get<TenantDocument>(run.Tenant)?.Name ?? run.Tenant));
    }
}
