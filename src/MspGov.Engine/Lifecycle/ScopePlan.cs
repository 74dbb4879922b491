using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Lifecycle;

/// <summary>What is known of a person in a tenant when a plan is made.</summary>
internal sealed record ScopeKnown
{
    public required TenantDocument Tenant { get; init; }

    public required LocatedUser User { get; init; }

    /// <summary>Paths that the person has now.</summary>
    public required IReadOnlyList<AccessPath> Paths { get; init; }

    public required IReadOnlyList<JobRoleDocument> Catalogue { get; init; }

    /// <summary>Assignments as they are from now on.</summary>
    public required IReadOnlyList<JobRoleAssignmentDocument> Assignments { get; init; }

    public required IReadOnlyList<AccessExceptionDocument> Exceptions { get; init; }

    /// <summary>Groups that the person is in.</summary>
    public required IReadOnlyList<HeldGroup> Groups { get; init; }

    /// <summary>Groups that an earlier job role gave.</summary>
    public IReadOnlyList<string> FormerGroups { get; init; } = [];

    /// <summary>Groups that job roles in client tenants need the person to be in: this tenant is their partner.</summary>
    public IReadOnlyList<string> PartnerGroups { get; init; } = [];

    /// <summary>Whether the person has an account in the partner's tenant, which is where GDAP roles are given.</summary>
    public bool AtPartner { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>The difference between what a person has and what the job roles give: add, remove, keep by exception. Pure.</summary>
internal sealed class ScopePlan
{
    /// <summary>How long an eligibility made for a job role lasts: most tenants' policy refuses eligibilities without end (FACTS section 6).</summary>
    internal static readonly TimeSpan EligibilityLasts = TimeSpan.FromDays(364);

    private readonly List<ITenantChange> _changes = [];
    private readonly List<string> _left = [];
    private readonly List<string> _kept = [];
    private readonly List<string> _toDo = [];

    private ScopePlan()
    {
    }

    /// <summary>Changes: removals first, so that nobody has both roles at once.</summary>
    public IReadOnlyList<ITenantChange> Changes => _changes;

    /// <summary>Paths that no change of this tenant ends.</summary>
    public IReadOnlyList<string> Left => _left;

    /// <summary>Paths that an exception keeps.</summary>
    public IReadOnlyList<string> Kept => _kept;

    /// <summary>What people must do.</summary>
    public IReadOnlyList<string> ToDo => _toDo;

    /// <summary>Whether something stays that somebody should judge: an exception, or what job roles say nothing of.</summary>
    public bool NeedsJudgement { get; private set; }

    /// <summary>True when the person has exactly what is expected.</summary>
    public bool Fits => _changes.Count == 0 && _left.Count == 0;

    /// <summary>Makes the plan.</summary>
    public static ScopePlan Of(ScopeKnown known)
    {
        var plan = new ScopePlan();
        plan.Remove(known);
        plan.Add(known);
        return plan;
    }

    private void Remove(ScopeKnown known)
    {
        foreach (AccessPath path in known.Paths)
        {
            ScopeVerdict verdict = ExpectedScope.Classify(path, known.Tenant.Tier, known.Catalogue, known.Assignments, known.Exceptions, known.At);
            switch (verdict.Kind)
            {
                case ScopeVerdictKind.Expected:
                    continue;
                case ScopeVerdictKind.Excepted:
                    NeedsJudgement = true;
                    _kept.Add($"{PathCut.Words(path)}: {verdict.Words}");
                    continue;
            }

            if (path.Assignment is AssignmentKind.Owner)
            {
                NeedsJudgement = true;
                _toDo.Add($"{PathCut.Words(path)}: ownership is no part of job roles; review it.");
            }
            else if (PathCut.Of(path) is not { } cut)
            {
                _left.Add($"{PathCut.Words(path)}: {verdict.Words}");
            }
            else if (cut is ReferenceChange or GroupScheduleChange && known.PartnerGroups.Contains(cut.Subject.Id, StringComparer.OrdinalIgnoreCase))
            {
                _left.Add($"{PathCut.Words(path)}: {verdict.Words} The membership is kept, because job roles in client tenants need it: part the groups.");
            }
            else if (!_changes.Contains(cut))
            {
                _changes.Add(cut);
            }
        }

        IEnumerable<string> wanted = Entitlements(known).Where(entitlement => entitlement.Kind == EntitlementKind.Group).Select(entitlement => entitlement.Id);
        foreach (string group in known.FormerGroups.Except(wanted, StringComparer.OrdinalIgnoreCase).Except(known.PartnerGroups, StringComparer.OrdinalIgnoreCase).Where(group => known.Groups.Any(held => Same(held.Id, group))))
        {
            var cut = new ReferenceChange(Relation.GroupMember, group, known.User.Id, false);
            if (!_changes.Contains(cut))
            {
                _changes.Add(cut);
            }
        }
    }

    private void Add(ScopeKnown known)
    {
        foreach (JobRoleEntitlement entitlement in Entitlements(known))
        {
            switch (entitlement.Kind)
            {
                case EntitlementKind.Group when !known.Groups.Any(held => Same(held.Id, entitlement.Id)):
                    _changes.Add(new ReferenceChange(Relation.GroupMember, entitlement.Id, known.User.Id, true));
                    break;
                case EntitlementKind.EntraRole when !Has(known, entitlement):
                    _changes.Add(Give(known, entitlement));
                    break;
                case EntitlementKind.GdapRole when known.Tenant.Connection.PartnerTenantId is not null && !known.AtPartner && !Has(known, entitlement):
                    _left.Add($"{entitlement.Name} comes through GDAP, and {known.User.Name} has no account in the partner's tenant, or that tenant is not registered: register it, and give the person an account there.");
                    break;
            }
        }
    }

    private static ITenantChange Give(ScopeKnown known, JobRoleEntitlement entitlement) => entitlement.Holding == EntitlementHolding.Standing
        ? new RoleAssignmentChange(known.User.Id, entitlement.Id, "/", true)
        : new RoleScheduleChange
        {
            Schedule = ScheduleKind.Eligibility,
            Principal = known.User.Id,
            Role = entitlement.Id,
            Present = true,
            End = known.At + EligibilityLasts,
            Justification = "Job role",
        };

    private static bool Has(ScopeKnown known, JobRoleEntitlement entitlement) => known.Paths.Any(path =>
        Same(path.RoleId, entitlement.Id)
        && path.Scope == "/"
        && (entitlement.Kind == EntitlementKind.GdapRole
            ? path.Assignment == AssignmentKind.Gdap
            : path.Assignment is AssignmentKind.Active or AssignmentKind.Eligible)
        && (entitlement.Holding == EntitlementHolding.Standing ? path.Assignment != AssignmentKind.Eligible : !path.Standing));

    private static IEnumerable<JobRoleEntitlement> Entitlements(ScopeKnown known)
    {
        bool throughPartner = known.Tenant.Connection.PartnerTenantId is not null;
        return known.Assignments
            .Where(assignment => assignment.Tenant == known.Tenant.Id && assignment.HoldsAt(known.At) && assignment.IsPrincipal(known.User.Id, known.User.Name))
            .SelectMany(assignment => known.Catalogue.FirstOrDefault(role => Same(role.Name, assignment.JobRole))?.Entitlements ?? [])
            .Where(entitlement => entitlement.Tier is null || entitlement.Tier == known.Tenant.Tier)
            .Where(entitlement => entitlement.Kind != EntitlementKind.EntraRole || !throughPartner)
            .DistinctBy(entitlement => (entitlement.Kind, entitlement.Id.ToUpperInvariant(), entitlement.Holding));
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
