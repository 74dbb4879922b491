using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Changes;

/// <summary>Intents and outcomes of tenant changes.</summary>
public sealed class ChangeFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [.. ChangeActions.All.Concat(Templates.TemplateActions.Changes).Select(action => action.Name)];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        if (entry.Phase == EntryPhase.Intent)
        {
            ChangeIntentDetail intent = entry.DetailAs<ChangeIntentDetail>();
            register.Put(new ChangeDocument
            {
                Id = intent.Change,
                Tenant = entry.Log,
                Action = entry.Action,
                ChangeKind = intent.Kind,
                Arguments = intent.Arguments,
                Before = intent.Before,
                Operator = entry.Operator,
                Undoes = intent.Undoes,
                Correlation = entry.Correlation,
                Subject = entry.Subject,
                IntentAt = entry.At,
            });
        }
        else if (entry.Phase == EntryPhase.Outcome)
        {
            ChangeOutcomeDetail outcome = entry.DetailAs<ChangeOutcomeDetail>();
            if (register.Get<ChangeDocument>(outcome.Change) is { } change)
            {
                register.Put(change with { Outcome = entry.Outcome, Evidence = outcome.Evidence });
            }
        }
    }
}
