using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Lifecycle;

/// <summary>Lifecycle runs.</summary>
public sealed class LifecycleFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [.. LifecycleActions.All.Select(action => action.Name)];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case LifecycleActions.Start:
                Start(register, entry, entry.DetailAs<LifecycleStart>());
                break;
            case LifecycleActions.Advance:
                LifecycleAdvance advance = entry.DetailAs<LifecycleAdvance>();
                Change(register, entry, advance.EventId, run => run with
                {
                    RunState = LifecycleRunState.Open,
                    Phase = advance.Phase,
                    Principals = advance.Principals,
                    BlockedAt = advance.Phase == LifecyclePhase.Blocked ? entry.At : run.BlockedAt,
                    NextAt = null,
                });
                break;
            case LifecycleActions.Step:
                LifecycleStepDetail step = entry.DetailAs<LifecycleStepDetail>();
                Change(register, entry, step.EventId, run => run with
                {
                    RunState = LifecycleRunState.Open,
                    Phase = LifecyclePhase.Applied,
                    Deeds = [.. run.Deeds.Where(deed => deed.Step != step.Step), new ClientDeed(step.Step, step.Done, step.Words, entry.At)],
                });
                break;
            case LifecycleActions.Partner:
                LifecyclePartner deed = entry.DetailAs<LifecyclePartner>();
                Change(register, entry, deed.EventId, run => run with
                {
                    PartnerDeeds = [.. run.PartnerDeeds, new PartnerDeed(deed.Kind, deed.Principal, deed.Group, deed.Roles, deed.Words, entry.At)],
                });
                break;
            case LifecycleActions.Finish:
                LifecycleFinish finish = entry.DetailAs<LifecycleFinish>();
                Change(register, entry, finish.EventId, run => run with
                {
                    RunState = finish.State,
                    Phase = finish.State == LifecycleRunState.Complete ? LifecyclePhase.Proven : run.Phase,
                    Remaining = finish.Remaining,
                    ToDo = finish.ToDo,
                    Completeness = finish.Completeness,
                    NextAt = finish.NextAt,
                    CompletedAt = finish.State == LifecycleRunState.Complete ? entry.At : null,
                });
                break;
            case LifecycleActions.Undo:
                LifecycleUndo undo = entry.DetailAs<LifecycleUndo>();
                Change(register, entry, undo.EventId, run => run with { RunState = LifecycleRunState.Undone, Remaining = undo.NotUndone, NextAt = null });
                break;
        }
    }

    private static void Start(IRegisterWriter register, EntryView entry, LifecycleStart start)
    {
        LifecycleEvent started = start.Event;
        bool later = started.EffectiveAt > entry.At;
        register.Put(new LifecycleRunDocument
        {
            Tenant = entry.Log,
            Event = started,
            OfPartner = start.OfPartner,
            Correlation = entry.Correlation,
            RunState = later ? LifecycleRunState.Scheduled : LifecycleRunState.Open,
            StartedBy = entry.Operator,
            StartedAt = entry.At,
            NextAt = later ? started.EffectiveAt : null,
        });
    }

    private static void Change(IRegisterWriter register, EntryView entry, string eventId, Func<LifecycleRunDocument, LifecycleRunDocument> change)
    {
        if (register.Get<LifecycleRunDocument>(LifecycleRunDocument.KeyOf(eventId, entry.Log)) is { } run)
        {
            register.Put(change(run));
        }
    }
}
