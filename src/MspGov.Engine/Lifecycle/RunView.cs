using MspGov.Core.Changes;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Register;

namespace MspGov.Engine.Lifecycle;

/// <summary>Recorded runs as they are shown.</summary>
internal static class RunView
{
    /// <summary>A run with its steps, from the register alone.</summary>
    public static LifecycleRun Of(IRegister register, LifecycleRunDocument run, string tenant) => new()
    {
        EventId = run.Event.EventId,
        Type = run.Event.Type,
        Person = run.Event.Person.DisplayName,
        TenantId = run.Tenant,
        Tenant = tenant,
        State = run.RunState,
        Phase = run.Phase,
        Principals = run.Principals,
        Remaining = run.Remaining,
        ToDo = run.ToDo,
        StartedAt = run.StartedAt,
        BlockedAt = run.BlockedAt,
        CompletedAt = run.CompletedAt,
        NextAt = run.NextAt,
        Steps =
        [
            .. register.List<ChangeDocument>(run.Tenant)
                .Where(change => change.Correlation == run.Correlation)
                .Select(change => new LifecycleStep(change.Action, Target(change.Subject), Status(change), change.Evidence, change.IntentAt))
                .Concat(run.Deeds.Select(deed => Step(run, deed, tenant)))
                .Concat(run.PartnerDeeds.Select(deed => new LifecycleStep(LifecycleActions.Partner, $"partner group {deed.Group}", ChangeStatus.Succeeded, $"{deed.Kind}: {deed.Words}", deed.At)))
                .OrderBy(step => step.At),
        ],
    };

    private static LifecycleStep Step(LifecycleRunDocument run, ClientDeed deed, string tenant) => new(
        deed.Step,
        $"tenant {tenant}",
        deed.Done ? ChangeStatus.Succeeded : run.NextAt is not null ? ChangeStatus.Planned : ChangeStatus.Failed,
        deed.Words,
        deed.At);

    /// <summary>A change that was not recorded.</summary>
    public static LifecycleStep Step(ChangeResult result) => new(result.Action, Target(result.Subject), result.Status, result.Evidence);

    private static string Target(EntrySubject? subject) => subject is null ? "" : $"{subject.Type} {subject.Name ?? subject.Id}";

    private static ChangeStatus Status(ChangeDocument change) => change.Outcome switch
    {
        EntryOutcome.Succeeded => ChangeStatus.Succeeded,
        EntryOutcome.Failed => ChangeStatus.Failed,
        _ => ChangeStatus.Unknown,
    };
}
