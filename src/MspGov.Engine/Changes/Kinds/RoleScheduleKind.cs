using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>PIM for directory roles.</summary>
internal sealed class RoleScheduleKind : PimScheduleKind<RoleScheduleChange>
{
    /// <inheritdoc/>
    public override string Name => RoleScheduleChange.KindName;

    protected override string Words(RoleScheduleChange change) => $"of role {change.Role} at {change.Scope}";

    protected override string Collection(RoleScheduleChange change, string what) =>
        $"/roleManagement/directory/role{(change.Schedule == ScheduleKind.Assignment ? "Assignment" : "Eligibility")}{what}";

    protected override JsonObject Target(RoleScheduleChange change) => new() { ["roleDefinitionId"] = change.Role, ["directoryScopeId"] = change.Scope };

    protected override bool IsOf(JsonElement item, RoleScheduleChange change) =>
        item.Has("roleDefinitionId", change.Role) && Scopes.Same(item.Text("directoryScopeId"), change.Scope);
}
