using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;

namespace MspGov.Core.Elevation;

/// <summary>What may happen to a grant after it was decided. Giving needs the decision; ending is open to whoever may ask for elevation.</summary>
internal static class GrantRules
{
    /// <summary>How much longer than asked the tenant may show a grant: rounding, and the time between intent and write.</summary>
    private static readonly TimeSpan EndSlack = TimeSpan.FromMinutes(10);

    public static Ruling Expire(RuleContext context) =>
        Named(context, GrantEvent.Expire, out ElevationGrantDocument grant)
        ?? (grant.ExpiresAt <= context.At
            ? Ruling.Permit
            : Ruling.Conflict($"The request expires on {grant.ExpiresAt:u}, not yet.", ElevationErrors.StateUnfit));

    public static Ruling Revoke(RuleContext context)
    {
        if (Named(context, GrantEvent.Revoke, out ElevationGrantDocument grant) is { } ruling)
        {
            return ruling;
        }

        Permission held = OperatorRights.Of(context.Register, context.Operator, context.At).In(context.Entry.Log, context.Register);
        return (held & (Permission.ManageUsers | Permission.ApproveElevation)) != 0
            || Persons.Concerned(context.Register, grant.Request).Contains(Persons.ActorOf(context.Register, context.Operator))
            ? Ruling.Permit
            : Ruling.Deny("A grant is revoked by who asked for it, whom it concerns, or who manages users or approves elevation in the tenant.");
    }

    public static Ruling Activate(RuleContext context) => context.Entry.Phase switch
    {
        EntryPhase.Intent => Begin(context),
        EntryPhase.Outcome => Began(context),
        _ => Ruling.Deny("Giving is recorded as an intent and an outcome."),
    };

    public static Ruling End(RuleContext context)
    {
        if (context.Entry.Phase == EntryPhase.Intent)
        {
            return Named(context, GrantEvent.BeginEnd, out ElevationGrantDocument grant)
                ?? (grant.IsDue(context.At)
                    ? Ruling.Permit
                    : Ruling.Conflict($"Grant {grant.Request.Grant} ends on {grant.EndsAt:u}; revoke it to end it now.", ElevationErrors.StateUnfit));
        }

        var detail = CoreJson.FromBytes<GrantOutcomeDetail>(context.Entry.Detail.Span);
        return context.Entry.Phase != EntryPhase.Outcome
            ? Ruling.Deny("Ending is recorded as an intent and an outcome.")
            : GrantLookup.Find(context, detail.Grant, out ElevationGrantDocument ending)
                ?? GrantLookup.Fits(ending, GrantEvents.OfEnd(context.Entry.Outcome));
    }

    public static Ruling Notice(RuleContext context) =>
        GrantLookup.Find(context, CoreJson.FromBytes<GrantNoticeDetail>(context.Entry.Detail.Span).Grant, out _) ?? Ruling.Permit;

    private static Ruling Begin(RuleContext context)
    {
        if (Named(context, GrantEvent.BeginActivation, out ElevationGrantDocument grant) is { } ruling)
        {
            return ruling;
        }

        // Who asked must still be allowed to: a right that was lost between approval and start is not exercised.
        Ruling requester = OperatorRights.Of(context.Register, grant.Request.Requester, context.At)
            .Demand(Permission.RequestElevation, context.Entry.Log, context.Register);
        return requester.Kind != RulingKind.Permit ? requester
            : grant.ExpiresAt <= context.At ? Ruling.Conflict($"Grant {grant.Request.Grant} was to be activated until {grant.ExpiresAt:u}; ask again.", ElevationErrors.Expired)
            : grant.Request.Start > context.At ? Ruling.Conflict($"Grant {grant.Request.Grant} begins on {grant.Request.Start:u}.", ElevationErrors.StateUnfit)
            : Ruling.Permit;
    }

    private static Ruling Began(RuleContext context)
    {
        var detail = CoreJson.FromBytes<GrantOutcomeDetail>(context.Entry.Detail.Span);
        if (GrantLookup.Find(context, detail.Grant, out ElevationGrantDocument grant) is { } ruling)
        {
            return ruling;
        }

        if (GrantLookup.Fits(grant, GrantEvents.OfActivation(context.Entry.Outcome)) is { Kind: not RulingKind.Permit } unfit)
        {
            return unfit;
        }

        return context.Entry.Outcome != EntryOutcome.Succeeded ? Ruling.Permit
            : grant.EndInDoubt ? Ruling.Conflict("It is in doubt that this grant ended, not that it began.", ElevationErrors.StateUnfit)
            : detail.EndsAt is null || detail.ActiveFrom is null ? Ruling.Deny("An elevation that is active has a beginning and an end.")
            : !IsProven(context, detail.Change) ? Ruling.Deny("An elevation is active only when the change that gave it is proven by reading back.")
            : detail.EndsAt > grant.ActivationAt + grant.Request.Duration + EndSlack ? Ruling.Deny($"The end {detail.EndsAt:u} is later than the request allows.")
            : Ruling.Permit;
    }

    private static bool IsProven(RuleContext context, string? change) =>
        change is not null
        && context.Register.Get<ChangeDocument>(change) is { Outcome: EntryOutcome.Succeeded } proven
        && proven.Correlation == context.Entry.Correlation;

    private static Ruling? Named(RuleContext context, GrantEvent happening, out ElevationGrantDocument grant)
    {
        string id = CoreJson.FromBytes<GrantNamed>(context.Entry.Detail.Span).Grant;
        return GrantLookup.Find(context, id, out grant)
            ?? (GrantLookup.Fits(grant, happening) is { Kind: not RulingKind.Permit } unfit ? unfit : null);
    }
}
