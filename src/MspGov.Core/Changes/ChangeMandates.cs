using MspGov.Core.Operators;
using MspGov.Core.Policy;

namespace MspGov.Core.Changes;

/// <summary>
/// Other grounds on which a tenant change is permitted where the operator lacks the permission of its action: an approved elevation
/// grant, a decided review, a lifecycle run. Each is a pure rule on the register, so that replay decides the same. A mandate that
/// does not apply denies; the first that permits wins.
/// </summary>
public static class ChangeMandates
{
    /// <summary>One line an area.</summary>
    private static readonly ActionRule[] All =
    [
        OwnIntent,
        Lifecycle.LifecycleMandate.Decide,
        Elevation.ElevationMandate.Decide,
    ];

    /// <summary>Permits when a mandate does.</summary>
    public static Ruling Decide(RuleContext context)
    {
        if (context.Register.Get<OperatorDocument>(context.Operator) is not { Enabled: true })
        {
            return Ruling.Deny($"'{context.Operator}' is not an enabled operator of this store.");
        }

        foreach (ActionRule mandate in All)
        {
            Ruling ruling = mandate(context);
            if (ruling.Kind == RulingKind.Permit)
            {
                return ruling;
            }
        }

        return Ruling.Deny("No grant, review or run allows this change.");
    }

    /// <summary>Whoever wrote the intent may write its outcome, even when the role ended meanwhile: a deed without its outcome would be worse.</summary>
    private static Ruling OwnIntent(RuleContext context) =>
        context.Entry.Phase == Ledger.EntryPhase.Outcome
        && context.Register.Get<ChangeDocument>(Json.CoreJson.FromBytes<ChangeOutcomeDetail>(context.Entry.Detail.Span).Change) is { } change
        && change.Operator == context.Operator
            ? Ruling.Permit
            : Ruling.Deny("Not the outcome of one's own intent.");
}
