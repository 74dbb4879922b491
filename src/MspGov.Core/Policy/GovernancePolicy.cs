using MspGov.Core.Ledger;
using MspGov.Core.Operators;

namespace MspGov.Core.Policy;

/// <summary>
/// The one place that decides whether an operator may do an action. Called by the ledger inside the appending transaction,
/// by cmdlets that only read, and by verification when it replays the ledger.
/// </summary>
public static class GovernancePolicy
{
    /// <summary>Decides one entry.</summary>
    public static Ruling Decide(RuleContext context)
    {
        ActionDefinition? action = ActionCatalogue.Find(context.Entry.Action);
        if (action is null)
        {
            return Ruling.Deny($"The action '{context.Entry.Action}' is not known to this version.");
        }

        try
        {
            return MayAct(context, action) ?? action.Rule?.Invoke(context) ?? Ruling.Permit;
        }
        catch (FormatException e)
        {
            // A check that cannot be made refuses.
            return Ruling.Deny($"The detail of '{action.Name}' cannot be read: {e.Message}");
        }
    }

    /// <summary>Decides something that leaves no entry of its own, such as reading.</summary>
    public static Ruling DecideRead(Register.IRegister register, string @operator, string log, DateTimeOffset at) =>
        OperatorRights.Of(register, @operator, at).Demand(Permission.Read, log, register);

    /// <summary>Null when the operator's roles or a mandate allow the action; otherwise the refusal.</summary>
    private static Ruling? MayAct(RuleContext context, ActionDefinition action)
    {
        // An empty register is the moment of creation: the first operator founds the ledger.
        if (OperatorRights.IsFounding(context.Register, context.Operator))
        {
            return null;
        }

        Ruling ruling = OperatorRights.Of(context.Register, context.Operator, context.At)
            .Demand(action.Permission, context.Entry.Log, context.Register);
        return ruling.Kind == RulingKind.Permit || action.Mandate?.Invoke(context).Kind == RulingKind.Permit ? null : ruling;
    }
}
