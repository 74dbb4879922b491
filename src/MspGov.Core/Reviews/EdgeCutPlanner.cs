using MspGov.Core.Access;
using MspGov.Core.Changes;

namespace MspGov.Core.Reviews;

/// <summary>
/// Finds the edge to cut for a path: the one that gives the access to this principal and to nobody else. It is always the first:
/// the principal's own membership, assignment, ownership, permission or consent. A group nested in a group, or a group's role, is
/// never cut for one member's sake. docs/reviews.md lists every kind; a test holds that table against this code.
/// </summary>
public static class EdgeCutPlanner
{
    /// <summary>How long a reduced role stays eligible: the longest that tenants allow by default (FACTS section 6).</summary>
    public static readonly TimeSpan EligibleFor = TimeSpan.FromDays(365);

    /// <summary>Plans what a decision comes to.</summary>
    /// <param name="path">The path as it is now.</param>
    /// <param name="decision">Revoke, reduce to eligible or reassign owner.</param>
    /// <param name="facts">What the tenant says now.</param>
    /// <param name="ticket">Ticket that the tenant records, where it records one.</param>
    /// <param name="at">Now, UTC.</param>
    public static EdgeCut Plan(AccessPath path, ReviewDecisionKind decision, EdgeFacts facts, string? ticket, DateTimeOffset at) => decision switch
    {
        ReviewDecisionKind.Revoke => Revoke(path, facts, ticket),
        ReviewDecisionKind.ReduceToEligible => Reduce(path, facts, ticket, at),
        ReviewDecisionKind.ReassignOwner => Reassign(path, facts, ticket),
        _ => throw new ArgumentOutOfRangeException(nameof(decision), decision, "Nothing is to be changed for this decision."),
    };

    private static EdgeCut Revoke(AccessPath path, EdgeFacts facts, string? ticket) => (path.Assignment, FirstEdge(path)) switch
    {
        (AssignmentKind.Gdap, _) => Partner(path),
        (_, AccessEdges.MemberOf) => Member(path, facts, ticket),
        (_, AccessEdges.EligibleMemberOf) => EligibleMember(path, ticket),
        (AssignmentKind.Owner, _) => Owner(path, facts, ticket),
        (AssignmentKind.Application, _) => Permission(path),
        (AssignmentKind.Delegated, _) => Consent(path, facts),
        (AssignmentKind.Eligible, _) => EdgeCut.Of($"Remove the eligibility of {Who(path)} for {path.Role}.", Schedule(path, ScheduleKind.Eligibility, ticket)),
        (AssignmentKind.Active, _) => EdgeCut.Of($"Remove the assignment of {Who(path)} to {path.Role}.", Assignment(path, facts, ticket)),
        _ => EdgeCut.Cannot($"This version knows no way to end '{path.Assignment}' of {Who(path)}; remove it in the tenant and run the review again."),
    };

    private static ITenantChange Assignment(AccessPath path, EdgeFacts facts, string? ticket) =>
        path.End is not null || facts.RoleScheduled
            ? Schedule(path, ScheduleKind.Assignment, ticket)
            : new RoleAssignmentChange(path.PrincipalId, path.RoleId, path.Scope, Present: false);

    private static RoleScheduleChange Schedule(AccessPath path, ScheduleKind kind, string? ticket) => new()
    {
        Schedule = kind,
        Principal = path.PrincipalId,
        Role = path.RoleId,
        Scope = path.Scope,
        Present = false,
        Justification = "Removed by access review.",
        TicketNumber = ticket,
    };

    private static EdgeCut Member(AccessPath path, EdgeFacts facts, string? ticket)
    {
        string group = path.Via[1];
        if (facts.Group is not { } known)
        {
            return EdgeCut.Cannot($"Group {group} could not be read: nothing is cut on what is not known. Run the review again.");
        }

        if (known.DynamicRule is { } rule)
        {
            return EdgeCut.Cannot($"{Who(path)} is in '{known.Name}' by its rule ({rule}). Change the attribute that the rule looks at, or the rule; a member cannot be taken out of a dynamic group.");
        }

        if (known.Synced)
        {
            return EdgeCut.Cannot($"'{known.Name}' is mastered in the client's on-premises directory. Remove {Who(path)} from it there; the next synchronisation ends the access.");
        }

        string words = $"Remove {Who(path)} from group '{known.Name}', which gives {path.Role}.";
        return known.Scheduled
            ? EdgeCut.Of(words, GroupSchedule(path, group, ScheduleKind.Assignment, owner: false, present: false, ticket))
            : EdgeCut.Of(words, new ReferenceChange(Relation.GroupMember, group, path.PrincipalId, Present: false));
    }

    private static EdgeCut EligibleMember(AccessPath path, string? ticket) => EdgeCut.Of(
        $"Remove the eligibility of {Who(path)} for membership of group {path.Via[1]}, which gives {path.Role}.",
        GroupSchedule(path, path.Via[1], ScheduleKind.Eligibility, owner: false, present: false, ticket));

    private static EdgeCut Owner(AccessPath path, EdgeFacts facts, string? ticket)
    {
        if (facts.Owned is not { } owned)
        {
            return EdgeCut.Cannot($"Object {path.Scope} could not be read: nothing is cut on what is not known. Run the review again.");
        }

        string words = $"Remove {Who(path)} as owner of '{owned.Name}'.";
        return FirstEdge(path) == AccessEdges.EligibleOwnerOf ? EdgeCut.Of(words, GroupSchedule(path, owned.Id, ScheduleKind.Eligibility, owner: true, present: false, ticket))
            : owned.Owners <= 1 ? EdgeCut.Cannot($"{Who(path)} is the only owner of '{owned.Name}'. Decide 'reassign owner' and name another: an object without an owner is nobody's to answer for.")
            : owned.Scheduled ? EdgeCut.Of(words, GroupSchedule(path, owned.Id, ScheduleKind.Assignment, owner: true, present: false, ticket))
            : EdgeCut.Of(words, new ReferenceChange(RelationTo(owned), owned.Id, path.PrincipalId, Present: false));
    }

    private static EdgeCut Permission(AccessPath path) => EdgeCut.Of(
        $"Remove the application permission {path.Role} of {Who(path)}.",
        new AppRoleChange(Holder(path.PrincipalType), path.PrincipalId, path.Scope, path.RoleId, Present: false));

    private static EdgeCut Consent(AccessPath path, EdgeFacts facts)
    {
        if (path.AssignmentId is not { } grant || facts.ConsentScopes is not { } scopes)
        {
            return EdgeCut.Cannot($"The consent of {Who(path)} could not be read: nothing is cut on what is not known. Run the review again.");
        }

        string[] left = [.. scopes.Where(scope => !string.Equals(scope, path.RoleId, StringComparison.OrdinalIgnoreCase))];
        return EdgeCut.Of(
            $"Take {path.RoleId} out of the consent of {Who(path)}{(left.Length == 0 ? ", which is then revoked" : "")}.",
            new ConsentChange(grant, left.Length == 0 ? null : string.Join(' ', left)));
    }

    private static EdgeCut Partner(AccessPath path) => EdgeCut.Cannot(
        $"{path.Role} is held by partner group {path.PrincipalId} under delegated administration (GDAP), which lives in the partner's tenant and covers everybody in that group. "
        + "There, take the technician out of the group, or remove the role from the relationship's access assignment; the client can end the relationship in its admin centre under Settings, Partner relationships.");

    private static EdgeCut Reduce(AccessPath path, EdgeFacts facts, string? ticket, DateTimeOffset at)
    {
        if (path.Assignment != AssignmentKind.Active || !path.Standing)
        {
            return EdgeCut.Cannot($"{path.Role} of {Who(path)} is not standing any more; there is nothing to reduce.");
        }

        EdgeCut removal = Revoke(path, facts, ticket);
        if (!removal.Possible)
        {
            return removal;
        }

        if (FirstEdge(path) == AccessEdges.MemberOf)
        {
            return facts.Group is { RoleAssignable: true }
                ? removal with
                {
                    Changes = [GroupSchedule(path, path.Via[1], ScheduleKind.Eligibility, owner: false, present: true, ticket, at + EligibleFor), .. removal.Changes],
                    Words = $"Make {Who(path)} eligible for membership of '{facts.Group.Name}', then take the standing membership away.",
                }
                : EdgeCut.Cannot($"'{facts.Group?.Name}' is not a role-assignable group, so its membership cannot be made eligible from here. Revoke it, and make {Who(path)} eligible for the role itself.");
        }

        // Eligible first: a crash between the two leaves too much access for a moment, never none.
        var eligible = new RoleScheduleChange
        {
            Schedule = ScheduleKind.Eligibility,
            Principal = path.PrincipalId,
            Role = path.RoleId,
            Scope = path.Scope,
            Present = true,
            End = at + EligibleFor,
            Justification = "Reduced to eligible by access review.",
            TicketNumber = ticket,
        };
        return removal with { Changes = [eligible, .. removal.Changes], Words = $"Make {Who(path)} eligible for {path.Role}, then take the standing assignment away." };
    }

    private static EdgeCut Reassign(AccessPath path, EdgeFacts facts, string? ticket)
    {
        if (path.Assignment != AssignmentKind.Owner || facts.Owned is not { } owned)
        {
            return EdgeCut.Cannot($"Object {path.Scope} could not be read, or is not owned any more. Run the review again.");
        }

        if (facts.NewOwner is not { } owner)
        {
            return EdgeCut.Cannot($"The new owner of '{owned.Name}' was not found in the tenant. Decide again with a user of this tenant.");
        }

        EdgeCut removal = Owner(path, facts with { Owned = owned with { Owners = owned.Owners + 1 } }, ticket);
        return removal with
        {
            Changes = [new ReferenceChange(RelationTo(owned), owned.Id, owner, Present: true), .. removal.Changes],
            Words = $"Make {owner} owner of '{owned.Name}', then remove {Who(path)}.",
        };
    }

    private static GroupScheduleChange GroupSchedule(AccessPath path, string group, ScheduleKind kind, bool owner, bool present, string? ticket, DateTimeOffset? end = null) => new()
    {
        Schedule = kind,
        Principal = path.PrincipalId,
        Group = group,
        Owner = owner,
        Present = present,
        End = end,
        Justification = present ? "Reduced to eligible by access review." : "Removed by access review.",
        TicketNumber = ticket,
    };

    private static string FirstEdge(AccessPath path) => path.Edges.Count == 0 ? "" : path.Edges[0];

    private static Relation RelationTo(OwnedFacts owned) => owned.Kind switch
    {
        OwnedKind.Application => Relation.ApplicationOwner,
        OwnedKind.ServicePrincipal => Relation.ServicePrincipalOwner,
        _ => Relation.GroupOwner,
    };

    private static AppRoleHolder Holder(PrincipalType type) => type switch
    {
        PrincipalType.User or PrincipalType.Guest => AppRoleHolder.User,
        PrincipalType.Group => AppRoleHolder.Group,
        _ => AppRoleHolder.ServicePrincipal,
    };

    private static string Who(AccessPath path) => path.PrincipalName ?? path.PrincipalId;
}
