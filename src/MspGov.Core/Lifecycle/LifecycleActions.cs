using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Lifecycle;

/// <summary>Actions of lifecycle runs, each in the log of the tenant it is about: no client's evidence names another client.</summary>
public static class LifecycleActions
{
    /// <summary>A run begins; detail <see cref="LifecycleStart"/>.</summary>
    public const string Start = "lifecycle.start";

    /// <summary>A phase was reached; detail <see cref="LifecycleAdvance"/>.</summary>
    public const string Advance = "lifecycle.advance";

    /// <summary>A step of a client tenant's run was done, or tried; detail <see cref="LifecycleStepDetail"/>.</summary>
    public const string Step = "lifecycle.step";

    /// <summary>Access through a partner's group was given, taken or accepted; detail <see cref="LifecyclePartner"/>.</summary>
    public const string Partner = "lifecycle.partner";

    /// <summary>The tenant was read again; detail <see cref="LifecycleFinish"/>.</summary>
    public const string Finish = "lifecycle.finish";

    /// <summary>A run was undone; detail <see cref="LifecycleUndo"/>.</summary>
    public const string Undo = "lifecycle.undo";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Start, Permission.ManageUsers, New),
        new(Advance, Permission.ManageUsers, Advances),
        new(Step, Permission.ManageUsers, Steps),
        new(Partner, Permission.ManageUsers, Partners),
        new(Finish, Permission.ManageUsers, Finishes),
        new(Undo, Permission.ManageUsers, Undoes),
    ];

    private static Ruling New(RuleContext context)
    {
        Ruling active = TenantActions.ActiveTenant(context);
        if (active.Kind != RulingKind.Permit)
        {
            return active;
        }

        LifecycleEvent wanted = CoreJson.FromBytes<LifecycleStart>(context.Entry.Detail.Span).Event;
        if (context.Entry.Correlation != wanted.Correlation)
        {
            return Ruling.Deny("The correlation of a lifecycle run is that of its event.");
        }

        if (context.Register.Get<LifecycleRunDocument>(LifecycleRunDocument.KeyOf(wanted.EventId, context.Entry.Log)) is { } known)
        {
            return Ruling.Conflict($"Event '{wanted.EventId}' has a run in this tenant already; it is {known.RunState}.", LifecycleErrors.EventExists);
        }

        return wanted.IsOfClient && !OperatorRights.IsFounding(context.Register, context.Operator)
            ? OperatorRights.Of(context.Register, context.Operator, context.At).Demand(Permission.ManageTenants, context.Entry.Log, context.Register)
            : Ruling.Permit;
    }

    private static Ruling Advances(RuleContext context) =>
        Known(context, CoreJson.FromBytes<LifecycleAdvance>(context.Entry.Detail.Span).EventId, out _);

    /// <summary>What is accepted may be in a tenant that the event has no run in: its log shows all the same who let somebody in, and why.</summary>
    private static Ruling Partners(RuleContext context)
    {
        LifecyclePartner detail = CoreJson.FromBytes<LifecyclePartner>(context.Entry.Detail.Span);
        return context.Entry.Correlation != LifecycleEvent.CorrelationOf(detail.EventId) ? Ruling.Deny("The correlation of a lifecycle run is that of its event.")
            : detail.Kind == PartnerDeedKind.Accepted ? TenantActions.ActiveTenant(context)
            : Known(context, detail.EventId, out _);
    }

    private static Ruling Steps(RuleContext context)
    {
        LifecycleStepDetail detail = CoreJson.FromBytes<LifecycleStepDetail>(context.Entry.Detail.Span);
        Ruling known = Known(context, detail.EventId, out LifecycleRunDocument? run);
        return known.Kind != RulingKind.Permit ? known
            : !ClientSteps.Of(run!.Event.Type).Contains(detail.Step) ? Ruling.Deny($"A run of type {run.Event.Type} has no step '{detail.Step}'.")
            : run.Deeds.Any(deed => deed.Step == detail.Step && deed.Done) ? Ruling.Conflict($"Step '{detail.Step}' is done already.")
            : detail.Done && Missing(run, detail.Step) is { } missing && ClientSteps.WaitsForAll(detail.Step) ? Ruling.Deny($"Step '{detail.Step}' waits for '{missing}'.")
            : Ruling.Permit;
    }

    /// <summary>The first step before another that is not done; null for none.</summary>
    private static string? Missing(LifecycleRunDocument run, string? before) => ClientSteps.Of(run.Event.Type)
        .TakeWhile(step => step != before)
        .FirstOrDefault(step => !run.Deeds.Any(deed => deed.Step == step && deed.Done));

    /// <summary>What the register must show besides: that a step was recorded does not make it so.</summary>
    private static Ruling OfClient(RuleContext context, LifecycleRunDocument run)
    {
        string tenant = context.Entry.Log;
        return Missing(run, null) is { } missing ? Ruling.Deny($"Step '{missing}' is not done.")
            : run.Event.Type == LifecycleType.Offboarding
                ? context.Register.Get<TenantDocument>(tenant) is { OffBoardedAt: null } ? Ruling.Deny("The tenant is still registered.") : Ruling.Permit
            : context.Register.List<BreakGlass.BreakGlassAccountDocument>(tenant).Count == 0 ? Ruling.Deny("No emergency account is registered.")
            : context.Register.List<Reviews.ReviewDocument>(tenant).Count == 0 ? Ruling.Deny("No access review was opened.")
            : Ruling.Permit;
    }

    /// <summary>A run is complete only when everything was read, nothing is left, and none of its changes is in doubt.</summary>
    private static Ruling Finishes(RuleContext context)
    {
        LifecycleFinish finish = CoreJson.FromBytes<LifecycleFinish>(context.Entry.Detail.Span);
        Ruling known = Known(context, finish.EventId, out LifecycleRunDocument? run);
        if (known.Kind != RulingKind.Permit || finish.State != LifecycleRunState.Complete)
        {
            return known;
        }

        return finish.Remaining.Count > 0 ? Ruling.Deny($"{finish.Remaining.Count} thing(s) are left: the run is not complete.")
            : finish.Completeness != Completeness.Complete ? Ruling.Deny("Not all of the tenant could be read: what is left is unknown, not absent.")
            : context.Register.List<ChangeDocument>(context.Entry.Log, ChangeDocument.InDoubt).Any(change => change.Correlation == run!.Correlation)
                ? Ruling.Deny("A change of this run is in doubt.")
            : run!.Event.IsOfClient ? OfClient(context, run)
            : Ruling.Permit;
    }

    private static Ruling Undoes(RuleContext context)
    {
        string id = CoreJson.FromBytes<LifecycleUndo>(context.Entry.Detail.Span).EventId;
        return context.Register.Get<LifecycleRunDocument>(LifecycleRunDocument.KeyOf(id, context.Entry.Log)) is null
            ? Ruling.Conflict($"Event '{id}' has no run in this tenant.", LifecycleErrors.RunNotFound)
            : Ruling.Permit;
    }

    private static Ruling Known(RuleContext context, string eventId, out LifecycleRunDocument? run)
    {
        run = context.Register.Get<LifecycleRunDocument>(LifecycleRunDocument.KeyOf(eventId, context.Entry.Log));
        return run is null ? Ruling.Conflict($"Event '{eventId}' has no run in this tenant.", LifecycleErrors.RunNotFound)
            : run.Correlation != context.Entry.Correlation ? Ruling.Deny("The correlation is another run's.")
            : run.RunState is LifecycleRunState.Complete or LifecycleRunState.Undone ? Ruling.Conflict($"The run of event '{eventId}' is {run.RunState} already.")
            : Ruling.Permit;
    }
}
