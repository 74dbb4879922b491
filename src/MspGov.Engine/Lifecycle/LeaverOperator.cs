using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;

namespace MspGov.Engine.Lifecycle;

/// <summary>A leaver who is an operator of MspGov: disabled, and every key retired, in one commit.</summary>
internal sealed class LeaverOperator(LifecycleParts parts, LifecycleEvent what)
{
    /// <summary>Disables the operator and retires the keys; what is so already is not recorded again. What the policy refuses is an error of its own.</summary>
    public async Task RetireAsync(string id, IOutput<LifecycleRun> output, CancellationToken cancellationToken)
    {
        (OperatorDocument? known, IReadOnlyList<OperatorKeyDocument> keys) = parts.Ledger.Read(register => (register.Get<OperatorDocument>(id), register.List<OperatorKeyDocument>(state: id)));
        if (known is null)
        {
            await output.ErrorAsync(OperatorErrors.NotFound.With($"There is no operator '{id}' in this store.").About(id), cancellationToken);
            return;
        }

        EntryDraft[] drafts =
        [
            .. known.Enabled ? [Draft(LogIds.Msp, OperatorActions.Disable, known, new OperatorNamed(known.Id))] : Array.Empty<EntryDraft>(),
            .. keys.Select(key => Draft(LogIds.Keys, LedgerActions.KeyRetire, known, new KeyRetireDetail(known.Id, key.KeyId))),
        ];
        if (drafts.Length == 0)
        {
            return;
        }

        try
        {
            parts.Ledger.Append(drafts, cancellationToken);
        }
        catch (GovException e) when (!e.IsOfTheStore)
        {
            await output.ErrorAsync(e.About(id), cancellationToken);
            await output.WarningAsync($"Operator '{id}' is still enabled in this store, or has a key in force: an AdministratorWithBilling must run Disable-GovernanceOperator '{id}'.", cancellationToken);
        }
    }

    private EntryDraft Draft<T>(string log, string action, OperatorDocument known, T detail) => new()
    {
        Log = log,
        Action = action,
        Correlation = what.Correlation,
        Subject = new EntrySubject("operator", known.Id, known.DisplayName),
        Ticket = what.Ticket,
        Reason = what.Reason ?? $"Leaver {what.EventId}",
        Detail = CoreJson.ToBytes(detail),
    };
}
