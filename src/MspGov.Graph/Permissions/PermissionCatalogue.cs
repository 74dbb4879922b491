namespace MspGov.Graph.Permissions;

/// <summary>
/// Every Graph permission the product needs: the least one for each thing it does, by Microsoft's permission reference. Test-ClientTenant
/// checks this data and docs/permissions.md is written from it.
/// </summary>
public static class PermissionCatalogue
{
    private static readonly string[] Inventory =
    [
        "Get-TenantAccess", "Get-PrivilegedIdentity", "Get-NonHumanIdentity", "Measure-BlastRadius", "Compare-TenantAccess", "Invoke-AccessReview",
        "New-AccessReview", "Invoke-LifecycleEvent",
    ];

    private static readonly string[] Elevation = ["New-ElevationGrant", "Approve-ElevationGrant", "Revoke-ElevationGrant", "Invoke-ElevationSweep"];

    private static readonly string[] Templates = ["New-TenantTemplate", "Compare-TenantTemplate", "Copy-TenantTemplate", "Restore-TenantTemplate"];

    private static readonly string[] Directory = ["Directory.Read.All", "Directory.ReadWrite.All"];

    /// <summary>Cmdlets that work on tenants or wait for something, and need no permission of Graph, with why.</summary>
    public static IReadOnlyDictionary<string, string> NeedNone { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["Backup-GovernanceStore"] = "copies the store",
        ["Deny-ElevationGrant"] = "records and notifies",
        ["Import-AccessReviewPack"] = "reads a file; Invoke-AccessReview applies what was decided",
        ["Send-AuditEntry"] = "sends to a SIEM",
        ["Submit-AccessReviewDecision"] = "records; Invoke-AccessReview applies what was decided",
        ["Test-AuditLedger"] = "reads the store",
        ["Test-ClientTenant"] = "tries all of them and says which are missing",
    };

    /// <summary>All needs: reads first.</summary>
    public static IReadOnlyList<PermissionNeed> All { get; } = [.. Reads(), .. Writes()];

    private static PermissionNeed[] Reads() =>
    [
        new("User.Read.All", "read users and guests", [.. Inventory, "Compare-Workforce", "Set-IdentityOwner", "Register-BreakGlassAccount", "Test-BreakGlassAccount", "Set-GovernanceOperator"])
        {
            ServedBy = ["User.ReadWrite.All", .. Directory], Probe = "/users?$top=1&$select=id",
        },
        new("Group.Read.All", "read groups, their members and owners", [.. Inventory, .. Templates, "Set-IdentityOwner", "Test-BreakGlassAccount"])
        {
            ServedBy = ["Group.ReadWrite.All", .. Directory], Probe = "/groups?$top=1&$select=id",
        },
        new("RoleManagement.Read.Directory", "read directory roles, who holds them and the rules of their activation", [.. Inventory, .. Elevation, .. Templates, "Set-IdentityOwner", "Test-BreakGlassAccount"])
        {
            ServedBy = ["RoleManagement.ReadWrite.Directory", .. Directory], Probe = "/roleManagement/directory/roleDefinitions?$select=id",
        },
        new("RoleAssignmentSchedule.Read.Directory", "read time-bound role assignments (PIM)", [.. Inventory, .. Elevation])
        {
            ServedBy = ["RoleAssignmentSchedule.ReadWrite.Directory", "RoleManagement.Read.All", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory"],
            Probe = "/roleManagement/directory/roleAssignmentScheduleInstances?$select=id",
        },
        new("RoleEligibilitySchedule.Read.Directory", "read eligible role assignments (PIM)", [.. Inventory, .. Elevation])
        {
            ServedBy = ["RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.Read.All", "RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory"],
            Probe = "/roleManagement/directory/roleEligibilityScheduleInstances?$select=id",
        },
        new("PrivilegedAssignmentSchedule.Read.AzureADGroup", "read time-bound memberships of PIM groups", Inventory)
        {
            ServedBy = ["PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup"],
        },
        new("PrivilegedEligibilitySchedule.Read.AzureADGroup", "read eligible memberships of PIM groups", Inventory)
        {
            ServedBy = ["PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"],
        },
        new("Application.Read.All", "read applications, their credentials, owners and permissions", [.. Inventory, "Set-IdentityOwner"])
        {
            ServedBy = ["Application.ReadWrite.All", "Directory.Read.All"], Probe = "/servicePrincipals?$top=1&$select=id",
        },
        new("Directory.Read.All", "read delegated consents", Inventory)
        {
            ServedBy = ["Directory.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All"], Probe = "/oauth2PermissionGrants?$top=1",
        },
        new("AdministrativeUnit.Read.All", "read administrative units and their members", Inventory)
        {
            ServedBy = ["AdministrativeUnit.ReadWrite.All", .. Directory], Probe = "/directory/administrativeUnits?$top=1&$select=id",
        },
        new("AuditLog.Read.All", "read last sign-ins", ["Get-PrivilegedIdentity", "Get-NonHumanIdentity", "Get-TenantAccess", "Complete-BreakGlassReview"])
        {
            Probe = "/auditLogs/signIns?$top=1",
        },
        new("Policy.Read.All", "read Conditional Access and other policies", [.. Templates, "Test-BreakGlassAccount"])
        {
            Probe = "/identity/conditionalAccess/policies?$top=1&$select=id",
        },
        new("UserAuthenticationMethod.Read.All", "read authentication methods", ["Reset-TenantUserMfa", "Invoke-LifecycleEvent"])
        {
            ServedBy = ["UserAuthenticationMethod.ReadWrite.All"],
        },
        new("AccessReview.Read.All", "read the access reviews of Entra itself", ["Get-AccessReview"])
        {
            ServedBy = ["AccessReview.ReadWrite.All"], Probe = "/identityGovernance/accessReviews/definitions?$top=1",
        },
        new("DelegatedAdminRelationship.Read.All", "read GDAP relationships and their customers", ["Get-TenantAccess", "Import-ClientTenant", "New-TenantTemplate", "Compare-TenantTemplate", "Invoke-LifecycleEvent"])
        {
            ServedBy = ["DelegatedAdminRelationship.ReadWrite.All"], Probe = "/tenantRelationships/delegatedAdminRelationships?$top=1", PartnerOnly = true,
        },
    ];

    private static PermissionNeed[] Writes() =>
    [
        Write("RoleAssignmentSchedule.ReadWrite.Directory", "give and take time-bound roles", [.. Elevation, "Invoke-AccessReview"], "RoleManagement.ReadWrite.Directory"),
        Write("RoleEligibilitySchedule.ReadWrite.Directory", "give and take eligible roles", [.. Elevation, "Invoke-AccessReview"], "RoleManagement.ReadWrite.Directory"),
        Write("RoleManagement.ReadWrite.Directory", "take standing roles away and change members of role-assignable groups", ["Invoke-AccessReview", "Invoke-LifecycleEvent", "New-ElevationGrant"]),
        Write("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", "give and take time-bound memberships of PIM groups", [.. Elevation, "Invoke-AccessReview", "Invoke-LifecycleEvent"]),
        Write("PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup", "give and take eligible memberships of PIM groups", [.. Elevation, "Invoke-AccessReview", "Invoke-LifecycleEvent"]),
        Write("GroupMember.ReadWrite.All", "add and remove members of groups", [.. Elevation, "Invoke-AccessReview", "Invoke-LifecycleEvent"], "Group.ReadWrite.All", "Directory.ReadWrite.All"),
        Write("User.ReadWrite.All", "create, change, suspend and restore users", ["Invoke-LifecycleEvent", "Suspend-TenantUser", "Restore-TenantUser"], "Directory.ReadWrite.All"),
        Write("User.RevokeSessions.All", "end sign-in sessions", ["Revoke-TenantUserSession", "Suspend-TenantUser", "Invoke-LifecycleEvent"], "User.ReadWrite.All", "Directory.ReadWrite.All"),
        Write("User-PasswordProfile.ReadWrite.All", "reset passwords", ["Reset-TenantUserPassword", "Invoke-LifecycleEvent"]),
        Write("UserAuthenticationMethod.ReadWrite.All", "remove authentication methods, create Temporary Access Passes, reset passwords where a person is signed in", ["Reset-TenantUserMfa", "Reset-TenantUserPassword", "Invoke-LifecycleEvent"]),
        Write("LicenseAssignment.ReadWrite.All", "assign and remove licences", ["Invoke-LifecycleEvent"], "User.ReadWrite.All", "Directory.ReadWrite.All"),
        Write("AppRoleAssignment.ReadWrite.All", "take application permissions away", ["Invoke-AccessReview"]),
        Write("DelegatedPermissionGrant.ReadWrite.All", "take delegated consents away", ["Invoke-AccessReview", "Invoke-LifecycleEvent"], "Directory.ReadWrite.All"),
        Write("Application.ReadWrite.All", "change owners and credentials of applications", ["Invoke-AccessReview", "Invoke-LifecycleEvent"]),
        Write("Group.ReadWrite.All", "create the groups of a template, change owners of groups", ["Copy-TenantTemplate", "Restore-TenantTemplate", "Invoke-AccessReview", "Invoke-LifecycleEvent"], "Directory.ReadWrite.All"),
        Write("Policy.ReadWrite.ConditionalAccess", "write Conditional Access policies and named locations", ["Copy-TenantTemplate", "Restore-TenantTemplate"]),
        Write("Policy.ReadWrite.AuthenticationMethod", "write authentication method policies and strengths", ["Copy-TenantTemplate", "Restore-TenantTemplate"]),
        Write("User.Invite.All", "invite guests", ["Invoke-LifecycleEvent"], "User.ReadWrite.All", "Directory.ReadWrite.All"),
        Write("User.DeleteRestore.All", "delete and restore users", ["Invoke-LifecycleEvent", "Restore-TenantUser"], "User.ReadWrite.All"),
        Write("Device.ReadWrite.All", "disable the devices of leavers", ["Invoke-LifecycleEvent"], "Directory.ReadWrite.All"),
        Write("Policy.ReadWrite.CrossTenantAccess", "write the defaults of cross-tenant access", ["Copy-TenantTemplate", "Restore-TenantTemplate"]),
        Write("Policy.ReadWrite.Authorization", "write the authorization policy", ["Copy-TenantTemplate", "Restore-TenantTemplate"]),
        Write("RoleManagementPolicy.ReadWrite.Directory", "write the activation rules of roles", ["Copy-TenantTemplate", "Restore-TenantTemplate"], "RoleManagement.ReadWrite.Directory"),
    ];

    private static PermissionNeed Write(string least, string purpose, IReadOnlyList<string> cmdlets, params string[] servedBy) =>
        new(least, purpose, cmdlets) { ServedBy = servedBy, IsWrite = true };
}
