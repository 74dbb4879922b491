using MspGov.Core.Changes;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;

namespace MspGov.Core.Elevation;

/// <summary>
/// What a grant permits in the tenant: exactly the one assignment that was decided, while it is being given, and its removal while
/// it is being ended. So whoever may ask for elevation can be given it without the right to manage users.
/// </summary>
internal static class ElevationMandate
{
    private static readonly TimeSpan EndSlack = TimeSpan.FromMinutes(1);

    public static Ruling Decide(RuleContext context)
    {
        if (context.Register.Get<ElevationGrantDocument>(context.Entry.Correlation.ToString("D")) is not { } grant
            || (grant.Request.ActsIn ?? grant.Request.Tenant) != context.Entry.Log)
        {
            return Ruling.Deny("No grant of this tenant.");
        }

        Ruling mayAsk = OperatorRights.Of(context.Register, context.Operator, context.At)
            .Demand(Permission.RequestElevation, grant.Request.Tenant, context.Register);
        if (mayAsk.Kind != RulingKind.Permit)
        {
            return mayAsk;
        }

        // Whoever settles a change of a grant may say what reading the tenant showed.
        if (context.Entry.Phase == EntryPhase.Outcome)
        {
            string id = CoreJson.FromBytes<ChangeOutcomeDetail>(context.Entry.Detail.Span).Change;
            return context.Register.Get<ChangeDocument>(id)?.Correlation == context.Entry.Correlation
                ? Ruling.Permit
                : Ruling.Deny("Not a change of this grant.");
        }

        var intent = CoreJson.FromBytes<ChangeIntentDetail>(context.Entry.Detail.Span);
        ITenantChange change = TenantChanges.Read(intent.Kind, intent.Arguments);
        return grant.GrantState switch
        {
            GrantState.Activating when Same(change, GrantChange.ToGive(grant, context.At)) && EndOf(change) <= grant.EndsAt + EndSlack => Ruling.Permit,
            GrantState.Ending when Same(change, GrantChange.ToEnd(grant)) => Ruling.Permit,
            _ => Ruling.Deny($"Grant {grant.Request.Grant} is {ElevationGrantDocument.StateOf(grant.GrantState)} and permits no such change."),
        };
    }

    // Times and texts aside: those are bounded by the end.
    private static bool Same(ITenantChange asked, ITenantChange allowed) => (asked, allowed) switch
    {
        (RoleScheduleChange a, RoleScheduleChange b) => Plain(a) == Plain(b),
        (GroupScheduleChange a, GroupScheduleChange b) => Plain(a) == Plain(b),
        _ => asked.Equals(allowed),
    };

    private static RoleScheduleChange Plain(RoleScheduleChange change) =>
        change with { Start = null, End = null, Justification = null, TicketNumber = null };

    private static GroupScheduleChange Plain(GroupScheduleChange change) =>
        change with { Start = null, End = null, Justification = null, TicketNumber = null };

    private static DateTimeOffset EndOf(ITenantChange change) => change switch
    {
        RoleScheduleChange schedule => schedule.End ?? DateTimeOffset.MaxValue,
        GroupScheduleChange schedule => schedule.End ?? DateTimeOffset.MaxValue,
        _ => DateTimeOffset.MinValue,
    };
}
