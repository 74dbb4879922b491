using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;

namespace MspGov.Core.Operators;

/// <summary>Who may enrol and retire operator keys, beside those who manage operators: everybody their own.</summary>
internal static class OperatorKeyRules
{
    /// <summary>Mandate: one's own key, signed by one's own key in force.</summary>
    public static Ruling Own(RuleContext context)
    {
        string named = context.Entry.Action == LedgerActions.KeyEnrol
            ? CoreJson.FromBytes<KeyEnrolDetail>(context.Entry.Detail.Span).Operator
            : CoreJson.FromBytes<KeyRetireDetail>(context.Entry.Detail.Span).Operator;
        return named == context.Operator && context.Register.Get<OperatorDocument>(named) is { Enabled: true }
            ? Ruling.Permit
            : Ruling.Deny("Not one's own key.");
    }

    /// <summary>Retiring: a key in force, and never the last key of the last administrator.</summary>
    public static Ruling Retire(RuleContext context)
    {
        var detail = CoreJson.FromBytes<KeyRetireDetail>(context.Entry.Detail.Span);
        if (context.Register.Get<OperatorKeyDocument>(detail.Keyid) is not { RetiredAt: null } key || key.Operator != detail.Operator)
        {
            return Ruling.Conflict($"Key {detail.Keyid} is not in force for operator '{detail.Operator}'.", StoreErrors.OperatorKeyNotEnrolled);
        }

        bool another = context.Register.List<OperatorKeyDocument>(state: detail.Operator).Any(other => other.KeyId != detail.Keyid);
        return another ? Ruling.Permit : AdministratorGuard.Rule(context.Register, new AdministratorLoss(Operator: detail.Operator));
    }
}
