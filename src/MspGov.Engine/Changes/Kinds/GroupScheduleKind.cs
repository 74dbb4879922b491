using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Core.Changes;

namespace MspGov.Engine.Changes.Kinds;

/// <summary>PIM for Groups.</summary>
internal sealed class GroupScheduleKind : PimScheduleKind<GroupScheduleChange>
{
    /// <inheritdoc/>
    public override string Name => GroupScheduleChange.KindName;

    protected override string Words(GroupScheduleChange change) => $"as {Access(change)} of group {change.Group}";

    protected override string Collection(GroupScheduleChange change, string what) =>
        $"/identityGovernance/privilegedAccess/group/{(change.Schedule == ScheduleKind.Assignment ? "assignment" : "eligibility")}{what}";

    protected override JsonObject Target(GroupScheduleChange change) => new() { ["accessId"] = Access(change), ["groupId"] = change.Group };

    protected override bool IsOf(JsonElement item, GroupScheduleChange change) => item.Has("groupId", change.Group) && item.Has("accessId", Access(change));

    private static string Access(GroupScheduleChange change) => change.Owner ? "owner" : "member";
}
