using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Exceptions;

/// <summary>A change of an exception: what is null stays.</summary>
/// <param name="Id">Exception.</param>
/// <param name="Owner">New owner.</param>
/// <param name="Expires">New end, UTC.</param>
/// <param name="Ticket">New ticket.</param>
/// <param name="Reason">New reason.</param>
/// <param name="Approver">New approver.</param>
public sealed record ExceptionChange(string Id, string? Owner = null, DateTimeOffset? Expires = null, string? Ticket = null, string? Reason = null, string? Approver = null);

/// <summary>Hands an exception from a leaver to the successor whom the leaver's event names.</summary>
/// <param name="Id">Exception.</param>
/// <param name="From">The leaver, as the exception has it.</param>
/// <param name="To">The successor.</param>
public sealed record ExceptionReassignment(string Id, string From, string To);

/// <summary>Names an exception.</summary>
/// <param name="Id">Exception.</param>
public sealed record ExceptionReference(string Id);

/// <summary>A warning before the end, or the note that the end has passed.</summary>
/// <param name="Id">Exception.</param>
/// <param name="Expires">The end it is about, UTC.</param>
/// <param name="Passed">Whether it has passed.</param>
public sealed record ExceptionWake(string Id, DateTimeOffset Expires, bool Passed);

/// <summary>Actions on the register of exceptions; each in the tenant's own log.</summary>
public static class ExceptionActions
{
    /// <summary>Asked for; detail <see cref="AccessExceptionDocument"/>.</summary>
    public const string Create = "exception.create";

    /// <summary>Approved; detail <see cref="ExceptionReference"/>.</summary>
    public const string Approve = "exception.approve";

    /// <summary>Changed, which asks for approval anew; detail <see cref="ExceptionChange"/>.</summary>
    public const string Change = "exception.change";

    /// <summary>
    /// Handed from a leaver to the successor, which leaves an approval in force: who answers for it changes, what was accepted does not;
    /// detail <see cref="ExceptionReassignment"/>.
    /// </summary>
    public const string Reassign = "exception.reassign";

    /// <summary>Closed; detail <see cref="ExceptionReference"/>.</summary>
    public const string Close = "exception.close";

    /// <summary>Warned before the end, or the end noted; detail <see cref="ExceptionWake"/>.</summary>
    public const string Wake = "exception.wake";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Create, Permission.ManageUsers, Creatable),
        new(Approve, Permission.ManageUsers, Approvable),
        new(Change, Permission.ManageUsers, Changeable),
        new(Reassign, Permission.ManageUsers, Reassignable),
        new(Close, Permission.ManageUsers, Closeable),
        new(Wake, Permission.Read, Wakeable),
    ];

    private static Ruling Creatable(RuleContext context)
    {
        AccessExceptionDocument exception = CoreJson.FromBytes<AccessExceptionDocument>(context.Entry.Detail.Span);
        if (exception.Tenant != context.Entry.Log)
        {
            return Ruling.Deny("An exception is recorded in the tenant's own log.");
        }

        if (context.Register.Get<AccessExceptionDocument>(exception.Id) is not null)
        {
            return Ruling.Conflict($"There is an exception {exception.Id} already.");
        }

        return TenantActions.ActiveTenant(context) is { Kind: not RulingKind.Permit } refusal ? refusal : Sound(context, exception, context.At);
    }

    private static Ruling Changeable(RuleContext context)
    {
        ExceptionChange change = CoreJson.FromBytes<ExceptionChange>(context.Entry.Detail.Span);
        return Known(context, change.Id, out AccessExceptionDocument? exception) is { Kind: not RulingKind.Permit } refusal
            ? refusal
            : Sound(context, ExceptionFold.Changed(exception!, change), context.At);
    }

    private static Ruling Sound(RuleContext context, AccessExceptionDocument exception, DateTimeOffset from)
    {
        TenantDocument? tenant = context.Register.Get<TenantDocument>(exception.Tenant);
        TimeSpan maximum = ExceptionPolicy.Maximum(tenant?.Tier ?? TenantTier.Standard);
        return exception.Pattern.IsEmpty ? Ruling.Deny("An exception that covers everything is none: name a path, principal, role, scope or setting.")
            : string.IsNullOrWhiteSpace(exception.Owner) || string.IsNullOrWhiteSpace(exception.Approver) || string.IsNullOrWhiteSpace(exception.Ticket) || string.IsNullOrWhiteSpace(exception.Reason)
                ? Ruling.Deny("An exception needs an owner, an approver, a ticket and a reason.")
            : Same(exception.Owner, exception.Approver) ? Ruling.Deny($"'{exception.Owner}' owns this exception and cannot approve it.")
            : exception.Expires <= from ? Ruling.Deny($"The end {exception.Expires:yyyy-MM-dd} is past.")
            : exception.Expires > from + maximum ? Ruling.Deny($"An exception may run {maximum.TotalDays:0} days in this tenant; {exception.Expires:yyyy-MM-dd} is later than that.")
            : Ruling.Permit;
    }

    private static Ruling Approvable(RuleContext context)
    {
        ExceptionReference reference = CoreJson.FromBytes<ExceptionReference>(context.Entry.Detail.Span);
        if (Known(context, reference.Id, out AccessExceptionDocument? exception) is { Kind: not RulingKind.Permit } refusal)
        {
            return refusal;
        }

        if (exception!.ApprovedAt is not null)
        {
            return Ruling.Conflict($"Exception {exception.Id} is approved already.");
        }

        if (IsOperator(context, exception.Owner))
        {
            return Ruling.Deny($"'{context.Operator}' owns exception {exception.Id} and cannot approve it.");
        }

        // An operator approves with his own signature; an approver at the client is vouched for by the operator who records it.
        bool client = context.Register.Get<TenantDocument>(exception.Tenant)?.Approvers.Any(name => Same(name, exception.Approver)) == true;
        if (client)
        {
            return Ruling.Permit;
        }

        Permission held = OperatorRights.Of(context.Register, context.Operator, context.At).In(exception.Tenant, context.Register);
        return !IsOperator(context, exception.Approver) ? Ruling.Deny($"Exception {exception.Id} is to be approved by '{exception.Approver}', who is neither '{context.Operator}' nor an approver of this tenant.")
            : (held & Permission.ManageApplications) == 0 && !OperatorRights.IsFounding(context.Register, context.Operator)
                ? Ruling.Deny($"Operator '{context.Operator}' lacks the permission {Permission.ManageApplications} to approve exceptions.")
            : Ruling.Permit;
    }

    private static Ruling Reassignable(RuleContext context)
    {
        ExceptionReassignment hand = CoreJson.FromBytes<ExceptionReassignment>(context.Entry.Detail.Span);
        if (Known(context, hand.Id, out AccessExceptionDocument? exception) is { Kind: not RulingKind.Permit } refusal)
        {
            return refusal;
        }

        bool leaving = context.Register.List<LifecycleRunDocument>(context.Entry.Log, LifecycleRunDocument.StateOf(LifecycleRunState.Open))
            .Any(run => run.Correlation == context.Entry.Correlation && run.Event.Type == LifecycleType.Leaver
                && run.Event.Leaver.Successor is { Length: > 0 } successor && Same(successor, hand.To) && LeaverNames.Has(context.Register, run.Event, hand.From));
        AccessExceptionDocument handed = ExceptionFold.Handed(exception!, hand);
        return !leaving ? Ruling.Deny("An exception is handed over only by the open run of a leaver who has it, to the successor whom the event names.")
            : Same(hand.From, hand.To) || handed == exception ? Ruling.Conflict($"'{hand.From}' has nothing to hand over in exception {hand.Id}.")
            : Same(handed.Owner, handed.Approver) || (handed.ApprovedBy is { } by && Same(by, handed.Owner))
                ? Ruling.Deny($"'{hand.To}' cannot both own exception {hand.Id} and approve it.")
            : Ruling.Permit;
    }

    private static Ruling Closeable(RuleContext context) =>
        Known(context, CoreJson.FromBytes<ExceptionReference>(context.Entry.Detail.Span).Id, out _);

    private static Ruling Wakeable(RuleContext context)
    {
        ExceptionWake wake = CoreJson.FromBytes<ExceptionWake>(context.Entry.Detail.Span);
        return Known(context, wake.Id, out AccessExceptionDocument? exception) is { Kind: not RulingKind.Permit } refusal ? refusal
            : exception!.Expires != wake.Expires ? Ruling.Conflict($"Exception {wake.Id} ends at another time now.")
            : wake.Passed != context.At >= exception.Expires ? Ruling.Conflict($"Exception {wake.Id} ends at {exception.Expires:u}.")
            : (wake.Passed ? exception.ExpiryNotedFor : exception.WarnedFor) == wake.Expires ? Ruling.Conflict($"Exception {wake.Id} was noted already.")
            : Ruling.Permit;
    }

    private static Ruling Known(RuleContext context, string id, out AccessExceptionDocument? exception)
    {
        exception = context.Register.Get<AccessExceptionDocument>(id);
        return exception is null ? Ruling.Conflict($"There is no exception {id}.")
            : exception.Tenant != context.Entry.Log ? Ruling.Deny($"Exception {id} is another tenant's.")
            : exception.ClosedAt is not null ? Ruling.Conflict($"Exception {id} was closed on {exception.ClosedAt:yyyy-MM-dd}.")
            : Ruling.Permit;
    }

    private static bool IsOperator(RuleContext context, string name) =>
        Same(name, context.Operator) || Same(name, context.Register.Get<OperatorDocument>(context.Operator)?.DisplayName ?? context.Operator);

    private static bool Same(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}
