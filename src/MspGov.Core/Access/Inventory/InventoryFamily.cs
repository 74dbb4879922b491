namespace MspGov.Core.Access.Inventory;

/// <summary>A family of reads: one kind of fact of a tenant, read, permitted and licensed apart from the others.</summary>
[Flags]
public enum InventoryFamily
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Users and guests.</summary>
    Users = 1 << 0,

    /// <summary>When users last signed in (needs P1).</summary>
    SignIns = 1 << 1,

    /// <summary>Groups.</summary>
    Groups = 1 << 2,

    /// <summary>Members of the groups that matter: those that hold something, and the groups nested in them.</summary>
    GroupMembers = 1 << 3,

    /// <summary>PIM for Groups: eligible and time-bound members and owners of the groups that matter (needs P2).</summary>
    GroupSchedules = 1 << 4,

    /// <summary>Role definitions, custom ones with their actions.</summary>
    RoleDefinitions = 1 << 5,

    /// <summary>Active role assignments.</summary>
    RoleAssignments = 1 << 6,

    /// <summary>Start and end of active role assignments (needs P2).</summary>
    RoleSchedules = 1 << 7,

    /// <summary>Eligible role assignments (needs P2).</summary>
    RoleEligibility = 1 << 8,

    /// <summary>Administrative units.</summary>
    AdministrativeUnits = 1 << 9,

    /// <summary>Service principals and managed identities, with the app roles they expose.</summary>
    ServicePrincipals = 1 << 10,

    /// <summary>Application registrations.</summary>
    Applications = 1 << 11,

    /// <summary>Application permissions.</summary>
    AppPermissions = 1 << 12,

    /// <summary>Delegated consents.</summary>
    DelegatedGrants = 1 << 13,

    /// <summary>Owners of applications, service principals and role-assignable groups.</summary>
    Owners = 1 << 14,

    /// <summary>Names and kinds of principals that no list showed.</summary>
    Principals = 1 << 15,

    /// <summary>Delegated administration of customers, in a partner's tenant.</summary>
    PartnerAccess = 1 << 16,

    /// <summary>Secrets, certificates and federated credentials of applications and service principals: dates and names, never values.</summary>
    Credentials = 1 << 17,

    /// <summary>What effective access is made of.</summary>
    Access = Users | SignIns | Groups | GroupMembers | GroupSchedules | RoleDefinitions | RoleAssignments | RoleSchedules
        | RoleEligibility | AdministrativeUnits | ServicePrincipals | Applications | AppPermissions | DelegatedGrants | Owners | Principals,
}

/// <summary>How reading a family ended.</summary>
public enum FamilyState
{
    /// <summary>All of it was read.</summary>
    Complete,

    /// <summary>The tenant has no licence for it: there is nothing to read.</summary>
    NotLicensed,

    /// <summary>The tenant refuses for lack of permission.</summary>
    Denied,

    /// <summary>It could not be read, or not all of it.</summary>
    Failed,
}

/// <summary>What reading one family gave.</summary>
/// <param name="Family">Which family.</param>
/// <param name="State">How it ended.</param>
/// <param name="Reason">Why, in words, when not complete.</param>
public sealed record FamilyResult(InventoryFamily Family, FamilyState State, string? Reason = null)
{
    /// <summary>Whether rows may be missing because of it: a family that is not licensed has none.</summary>
    public bool LosesRows => State is FamilyState.Denied or FamilyState.Failed;
}
