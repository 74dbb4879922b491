using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>PIM for directory roles, by administrator requests.</summary>
internal sealed class RoleScheduleKind : ChangeKind<RoleScheduleChange>
{
    /// <inheritdoc/>
    public override string Name => RoleScheduleChange.KindName;

    protected override async Task<ChangeReading> ReadAsync(ITenantPort tenant, RoleScheduleChange change, string? before, CancellationToken cancellationToken)
    {
        // What begins later has no instance yet, only a schedule; what is removed must be in neither.
        string words = $"{(change.Schedule == ScheduleKind.Assignment ? "assignment" : "eligibility")} of role {change.Role} at {change.Scope} for {change.Principal}";
        List<JsonElement> instances = await HeldAsync(tenant, change, "ScheduleInstances", cancellationToken);
        if (instances.Count > 0 || (change.Present && change.Start is null))
        {
            return Schedules.Compare(instances, change.Present, change.Start, change.End, words);
        }

        return Schedules.Compare(await HeldAsync(tenant, change, "Schedules", cancellationToken), change.Present, change.Start, change.End, words);
    }

    protected override Task<ChangeWrite> ApplyAsync(ITenantPort tenant, RoleScheduleChange change, ChangeReading before, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["action"] = change.Present ? "adminAssign" : "adminRemove",
            ["principalId"] = change.Principal,
            ["roleDefinitionId"] = change.Role,
            ["directoryScopeId"] = change.Scope,
        };
        if (change.Present)
        {
            body["scheduleInfo"] = Schedules.Info(change.Start, change.End);
        }

        return Schedules.RequestAsync(tenant, Collection(change, "ScheduleRequests"), body.Because(change.Justification, change.TicketNumber), cancellationToken);
    }

    protected override ITenantChange? Undo(RoleScheduleChange change, string? before) =>
        change.Present ? change with { Present = false, Start = null, End = null }
        : Schedules.Remembered(before) is (true, var end) ? change with { Present = true, Start = null, End = end }
        : null;

    private static async Task<List<JsonElement>> HeldAsync(ITenantPort tenant, RoleScheduleChange change, string collection, CancellationToken cancellationToken)
    {
        List<JsonElement> all = await tenant.ListAsync($"{Collection(change, collection)}?$filter=principalId eq '{TenantReads.Escape(change.Principal)}'", cancellationToken) ?? [];
        return
        [
            .. all.Where(item => item.Has("principalId", change.Principal)
                && item.Has("roleDefinitionId", change.Role)
                && Scopes.Same(item.Text("directoryScopeId"), change.Scope)
                && (item.Text("memberType") is null || item.Has("memberType", "Direct"))
                && !item.Has("status", "Revoked")),
        ];
    }

    private static string Collection(RoleScheduleChange change, string what) =>
        $"/roleManagement/directory/role{(change.Schedule == ScheduleKind.Assignment ? "Assignment" : "Eligibility")}{what}";
}
