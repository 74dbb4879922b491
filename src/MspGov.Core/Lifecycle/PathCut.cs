using MspGov.Core.Access;
using MspGov.Core.Changes;

namespace MspGov.Core.Lifecycle;

/// <summary>The change that ends a path at its first edge: the one that belongs to the principal alone, so that nobody else loses anything.</summary>
public static class PathCut
{
    /// <summary>The change, or null where there is none in this tenant (a partner's path is cut in the partner's tenant).</summary>
    public static ITenantChange? Of(AccessPath path)
    {
        string first = path.Edges.Count > 0 ? path.Edges[0] : "";
        string holder = path.Via.Count > 1 ? path.Via[1] : path.PrincipalId;
        return first switch
        {
            AccessEdges.MemberOf when path.PrincipalType is not PrincipalType.ForeignUser => new ReferenceChange(Relation.GroupMember, holder, path.PrincipalId, false),
            AccessEdges.EligibleMemberOf when path.PrincipalType is not PrincipalType.ForeignUser =>
                new GroupScheduleChange { Schedule = ScheduleKind.Eligibility, Principal = path.PrincipalId, Group = holder, Present = false },
            AccessEdges.Eligible => new RoleScheduleChange { Schedule = ScheduleKind.Eligibility, Principal = path.PrincipalId, Role = path.RoleId, Scope = path.Scope, Present = false },
            AccessEdges.Active when path.End is null => new RoleAssignmentChange(path.PrincipalId, path.RoleId, path.Scope, false),
            AccessEdges.Active => new RoleScheduleChange { Schedule = ScheduleKind.Assignment, Principal = path.PrincipalId, Role = path.RoleId, Scope = path.Scope, Present = false },
            _ => null,
        };
    }

    /// <summary>The path in words, for lists of what is left.</summary>
    public static string Words(AccessPath path) =>
        $"{path.PrincipalName ?? path.PrincipalId}: {path.Role} at {path.Scope} ({path.Assignment}{(path.Via.Count > 1 ? $" through {string.Join(" > ", path.Via.Skip(1))}" : "")})";
}
