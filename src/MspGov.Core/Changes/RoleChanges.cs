using MspGov.Core.Ledger;

namespace MspGov.Core.Changes;

/// <summary>A direct directory role assignment (no PIM, no end) is there, or is not.</summary>
/// <param name="Principal">Object id of the principal.</param>
/// <param name="Role">Role definition id; for built-in roles the template id.</param>
/// <param name="Scope"><c>/</c>, <c>/administrativeUnits/{id}</c> or <c>/{objectId}</c>.</param>
/// <param name="Present">Whether it shall be there.</param>
public sealed record RoleAssignmentChange(string Principal, string Role, string Scope, bool Present) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "roleAssignment";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Present ? ChangeActions.RoleAssign : ChangeActions.RoleUnassign;

    EntrySubject ITenantChange.Subject => new("principal", Principal);
}

/// <summary>A member of an administrative unit's scoped role is there, or is not.</summary>
/// <param name="Unit">Object id of the administrative unit.</param>
/// <param name="Role">Object id of the tenant's activated directory role (not the template id).</param>
/// <param name="Principal">Object id of the principal.</param>
/// <param name="Present">Whether it shall be there.</param>
public sealed record ScopedRoleChange(string Unit, string Role, string Principal, bool Present) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "scopedRole";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Present ? ChangeActions.RoleAssign : ChangeActions.RoleUnassign;

    EntrySubject ITenantChange.Subject => new("principal", Principal);
}

/// <summary>Whether a schedule gives access now or makes eligible.</summary>
public enum ScheduleKind
{
    /// <summary>Active assignment.</summary>
    Assignment,

    /// <summary>Eligibility.</summary>
    Eligibility,
}

/// <summary>A PIM schedule made by an administrator is there, or is not (FACTS section 6: adminAssign, adminRemove).</summary>
public abstract record ScheduleChange
{
    /// <summary>Assignment or eligibility.</summary>
    public required ScheduleKind Schedule { get; init; }

    /// <summary>Object id of the principal.</summary>
    public required string Principal { get; init; }

    /// <summary>Whether it shall be there.</summary>
    public required bool Present { get; init; }

    /// <summary>Start, UTC; null for now.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>End, UTC; null for no end, which most tenants' policy refuses.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Justification that the tenant records.</summary>
    public string? Justification { get; init; }

    /// <summary>Ticket number that the tenant records.</summary>
    public string? TicketNumber { get; init; }
}

/// <summary>A PIM schedule of a directory role.</summary>
public sealed record RoleScheduleChange : ScheduleChange, ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "roleSchedule";

    /// <summary>Role definition id; for built-in roles the template id.</summary>
    public required string Role { get; init; }

    /// <summary><c>/</c>, <c>/administrativeUnits/{id}</c> or <c>/{objectId}</c>.</summary>
    public string Scope { get; init; } = "/";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Present ? ChangeActions.RoleAssign : ChangeActions.RoleUnassign;

    EntrySubject ITenantChange.Subject => new("principal", Principal);
}

/// <summary>A PIM-for-Groups schedule.</summary>
public sealed record GroupScheduleChange : ScheduleChange, ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "groupSchedule";

    /// <summary>Object id of the group.</summary>
    public required string Group { get; init; }

    /// <summary>True for ownership, false for membership.</summary>
    public bool Owner { get; init; }

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Present ? ChangeActions.GroupAccessAssign : ChangeActions.GroupAccessUnassign;

    EntrySubject ITenantChange.Subject => new("group", Group);
}
