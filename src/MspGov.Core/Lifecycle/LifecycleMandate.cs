using MspGov.Core.Changes;
using MspGov.Core.Operators;
using MspGov.Core.Policy;

namespace MspGov.Core.Lifecycle;

/// <summary>
/// Whoever manages users may carry out an open lifecycle run to its end, also where it takes consents and ownerships of applications
/// that the role alone would not allow: an off-boarding that stops half way leaves access behind.
/// </summary>
internal static class LifecycleMandate
{
    private static readonly HashSet<string> Covered =
    [
        ChangeActions.ApplicationOwnerAdd, ChangeActions.ApplicationOwnerRemove, ChangeActions.ServicePrincipalOwnerAdd,
        ChangeActions.ServicePrincipalOwnerRemove, ChangeActions.AppRoleUnassign, ChangeActions.ConsentUpdate, ChangeActions.ConsentRevoke, ChangeActions.CredentialRemove,
    ];

    public static Ruling Decide(RuleContext context)
    {
        if (!Covered.Contains(context.Entry.Action))
        {
            return Ruling.Deny("Lifecycle runs do not cover this action.");
        }

        bool open = context.Register.List<LifecycleRunDocument>(context.Entry.Log, LifecycleRunDocument.StateOf(LifecycleRunState.Open))
            .Any(run => run.Correlation == context.Entry.Correlation && run.Event.Type is LifecycleType.Leaver or LifecycleType.Mover);
        return open
            ? OperatorRights.Of(context.Register, context.Operator, context.At).Demand(Permission.ManageUsers, context.Entry.Log, context.Register)
            : Ruling.Deny("No open lifecycle run of this tenant.");
    }
}
