namespace MspGov.Core.Policy;

/// <summary>Families of actions that operator roles are made of.</summary>
[Flags]
public enum Permission
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Operators, their roles and keys, ledger keys, restore, erasure.</summary>
    ManageOperators = 1 << 0,

    /// <summary>Register, change, remove tenants; contract data.</summary>
    ManageTenants = 1 << 1,

    /// <summary>Elevation and review policy, templates, role catalogue.</summary>
    ManagePolicy = 1 << 2,

    /// <summary>Applications, exceptions, break-glass review.</summary>
    ManageApplications = 1 << 3,

    /// <summary>Users, groups, devices, lifecycle, review campaigns and decisions.</summary>
    ManageUsers = 1 << 4,

    /// <summary>Approve elevation to roles that are not privileged.</summary>
    ApproveElevation = 1 << 5,

    /// <summary>Approve elevation to privileged roles.</summary>
    ApprovePrivilegedElevation = 1 << 6,

    /// <summary>Password, lockout and MFA resets.</summary>
    ResetCredentials = 1 << 7,

    /// <summary>Ask for elevation for oneself.</summary>
    RequestElevation = 1 << 8,

    /// <summary>Read access, ledger and reports of one's tenants.</summary>
    Read = 1 << 9,
}
