using MspGov.Core.Ledger;

namespace MspGov.Core.Changes;

/// <summary>A partner group's access under a GDAP relationship is there, or is not. Happens in the partner's own tenant (FACTS section 7).</summary>
/// <param name="Relationship">Relationship id.</param>
/// <param name="Group">Object id of the partner's security group.</param>
/// <param name="Roles">Role template ids, when it shall be there.</param>
/// <param name="Present">Whether it shall be there.</param>
public sealed record GdapAssignmentChange(string Relationship, string Group, IReadOnlyList<string> Roles, bool Present) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "gdapAssignment";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => Present ? ChangeActions.GdapAssign : ChangeActions.GdapUnassign;

    EntrySubject ITenantChange.Subject => new("gdapRelationship", Relationship);
}

/// <summary>A GDAP relationship is terminated. Happens in the partner's own tenant.</summary>
/// <param name="Relationship">Relationship id.</param>
public sealed record GdapTermination(string Relationship) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "gdapTermination";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => ChangeActions.GdapTerminate;

    EntrySubject ITenantChange.Subject => new("gdapRelationship", Relationship);
}
