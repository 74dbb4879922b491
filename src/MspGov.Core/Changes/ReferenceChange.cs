using MspGov.Core.Ledger;

namespace MspGov.Core.Changes;

/// <summary>Relations between directory objects that Graph keeps as references.</summary>
public enum Relation
{
    /// <summary>Member of a group.</summary>
    GroupMember,

    /// <summary>Owner of a group.</summary>
    GroupOwner,

    /// <summary>Owner of an application.</summary>
    ApplicationOwner,

    /// <summary>Owner of a service principal.</summary>
    ServicePrincipalOwner,

    /// <summary>Member of an administrative unit.</summary>
    UnitMember,
}

/// <summary>A reference between two directory objects is there, or is not.</summary>
/// <param name="Relation">Which relation.</param>
/// <param name="Object">Object id of the group, application, service principal or administrative unit.</param>
/// <param name="Target">Object id of the member or owner.</param>
/// <param name="Present">Whether the reference shall be there.</param>
public sealed record ReferenceChange(Relation Relation, string Object, string Target, bool Present) : ITenantChange
{
    /// <summary>Kind.</summary>
    public const string KindName = "reference";

    string ITenantChange.Kind => KindName;

    string ITenantChange.Action => (Relation, Present) switch
    {
        (Relation.GroupMember, true) => ChangeActions.GroupMemberAdd,
        (Relation.GroupMember, false) => ChangeActions.GroupMemberRemove,
        (Relation.GroupOwner, true) => ChangeActions.GroupOwnerAdd,
        (Relation.GroupOwner, false) => ChangeActions.GroupOwnerRemove,
        (Relation.ApplicationOwner, true) => ChangeActions.ApplicationOwnerAdd,
        (Relation.ApplicationOwner, false) => ChangeActions.ApplicationOwnerRemove,
        (Relation.ServicePrincipalOwner, true) => ChangeActions.ServicePrincipalOwnerAdd,
        (Relation.ServicePrincipalOwner, false) => ChangeActions.ServicePrincipalOwnerRemove,
        (_, true) => ChangeActions.UnitMemberAdd,
        (_, false) => ChangeActions.UnitMemberRemove,
    };

    EntrySubject ITenantChange.Subject => new(
        Relation switch
        {
            Relation.GroupMember or Relation.GroupOwner => "group",
            Relation.ApplicationOwner => "application",
            Relation.ServicePrincipalOwner => "servicePrincipal",
            _ => "administrativeUnit",
        },
        Object);
}
