using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>PIM for Groups, by administrator requests.</summary>
internal sealed class GroupScheduleKind : ChangeKind<GroupScheduleChange>
{
    /// <inheritdoc/>
    public override string Name => GroupScheduleChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, GroupScheduleChange change, string? before, CancellationToken cancellationToken)
    {
        string words = $"{(change.Schedule == ScheduleKind.Assignment ? "assignment" : "eligibility")} as {Access(change)} of group {change.Group} for {change.Principal}";
        List<JsonElement> instances = await HeldAsync(tenant, change, "ScheduleInstances", cancellationToken);
        if (instances.Count > 0 || (change.Present && change.Start is null))
        {
            return Schedules.Compare(instances, change.Present, change.Start, change.End, words);
        }

        return Schedules.Compare(await HeldAsync(tenant, change, "Schedules", cancellationToken), change.Present, change.Start, change.End, words);
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, GroupScheduleChange change, ChangeReading before, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["accessId"] = Access(change),
            ["principalId"] = change.Principal,
            ["groupId"] = change.Group,
            ["action"] = change.Present ? "adminAssign" : "adminRemove",
        };
        if (change.Present)
        {
            body["scheduleInfo"] = Schedules.Info(change.Start, change.End);
        }

        return Schedules.RequestAsync(tenant, Collection(change, "ScheduleRequests"), body.Because(change.Justification, change.TicketNumber), cancellationToken);
    }

    protected override ITenantChange? Undo(GroupScheduleChange change, string? before) =>
        change.Present ? change with { Present = false, Start = null, End = null }
        : Schedules.Remembered(before) is (true, var end) ? change with { Present = true, Start = null, End = end }
        : null;

    private static async Task<List<JsonElement>> HeldAsync(ITenantPort tenant, GroupScheduleChange change, string collection, CancellationToken cancellationToken)
    {
        List<JsonElement> all = await tenant.ListAsync($"{Collection(change, collection)}?$filter=principalId eq '{TenantReads.Escape(change.Principal)}'", cancellationToken) ?? [];
        return
        [
            .. all.Where(item => item.Has("principalId", change.Principal)
                && item.Has("groupId", change.Group)
                && item.Has("accessId", Access(change))
                && (item.Text("memberType") is null || item.Has("memberType", "Direct"))
                && !item.Has("status", "Revoked")),
        ];
    }

    private static string Access(GroupScheduleChange change) => change.Owner ? "owner" : "member";

    private static string Collection(GroupScheduleChange change, string what) =>
        $"/identityGovernance/privilegedAccess/group/{(change.Schedule == ScheduleKind.Assignment ? "assignment" : "eligibility")}{what}";
}
