using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>PIM by administrator requests: what roles and groups have in common.</summary>
internal abstract class PimScheduleKind<T> : ChangeKind<T>
    where T : ScheduleChange, ITenantChange
{
    /// <summary>Of what it is a schedule, in words.</summary>
    protected abstract string Words(T change);

    /// <summary>Path of one of its collections: ScheduleRequests, Schedules, ScheduleInstances.</summary>
    protected abstract string Collection(T change, string what);

    /// <summary>What a request names beside the principal.</summary>
    protected abstract JsonObject Target(T change);

    /// <summary>Whether an instance or schedule of the principal is of this role, or group.</summary>
    protected abstract bool IsOf(JsonElement item, T change);

    protected sealed override async Task<ChangeReading> ReadAsync(ITenantPort tenant, T change, string? before, CancellationToken cancellationToken)
    {
        // What begins later has no instance yet, only a schedule; what is removed must be in neither.
        string words = $"{(change.Schedule == ScheduleKind.Assignment ? "assignment" : "eligibility")} {Words(change)} for {change.Principal}";
        List<JsonElement> instances = await HeldAsync(tenant, change, "ScheduleInstances", cancellationToken);
        if (instances.Count > 0 || (change.Present && change.Start is null))
        {
            return Schedules.Compare(instances, change.Present, change.Start, change.End, words);
        }

        return Schedules.Compare(await HeldAsync(tenant, change, "Schedules", cancellationToken), change.Present, change.Start, change.End, words);
    }

    protected sealed override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, T change, ChangeReading before, CancellationToken cancellationToken)
    {
        JsonObject body = Target(change);
        body["action"] = change.Present ? "adminAssign" : "adminRemove";
        body["principalId"] = change.Principal;
        if (change.Present)
        {
            body["scheduleInfo"] = Schedules.Info(change.Start, change.End);
        }

        return Schedules.RequestAsync(tenant, Collection(change, "ScheduleRequests"), body.Because(change.Justification, change.TicketNumber), cancellationToken);
    }

    protected sealed override ITenantChange? Undo(T change, string? before)
    {
        ScheduleChange done = change;
        ScheduleChange? opposite = change.Present ? done with { Present = false, Start = null, End = null }
            : Schedules.Remembered(before) is (true, var end) ? done with { Present = true, Start = null, End = end }
            : null;
        return (T?)opposite;
    }

    private async Task<List<JsonElement>> HeldAsync(ITenantPort tenant, T change, string collection, CancellationToken cancellationToken)
    {
        List<JsonElement> all = await tenant.ListAsync($"{Collection(change, collection)}?$filter=principalId eq '{TenantReads.Escape(change.Principal)}'", cancellationToken) ?? [];
        return
        [
            .. all.Where(item => item.Has("principalId", change.Principal)
                && IsOf(item, change)
                && (item.Text("memberType") is null || item.Has("memberType", "Direct"))
                && !item.Has("status", "Revoked")),
        ];
    }
}
