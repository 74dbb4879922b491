namespace MspGov.Lab.Model;

/// <summary>Names of the sets of objects.</summary>
internal static class Sets
{
    internal const string Users = "users";
    internal const string Groups = "groups";
    internal const string Applications = "applications";
    internal const string ServicePrincipals = "servicePrincipals";
    internal const string Devices = "devices";
    internal const string AdministrativeUnits = "administrativeUnits";
    internal const string DirectoryRoles = "directoryRoles";
    internal const string RoleTemplates = "directoryRoleTemplates";
    internal const string RoleDefinitions = "roleDefinitions";
    internal const string RoleAssignments = "roleAssignments";
    internal const string AssignmentSchedules = "roleAssignmentSchedules";
    internal const string AssignmentInstances = "roleAssignmentScheduleInstances";
    internal const string AssignmentRequests = "roleAssignmentScheduleRequests";
    internal const string EligibilitySchedules = "roleEligibilitySchedules";
    internal const string EligibilityInstances = "roleEligibilityScheduleInstances";
    internal const string EligibilityRequests = "roleEligibilityScheduleRequests";
    internal const string GroupAssignmentSchedules = "pimGroup/assignmentSchedules";
    internal const string GroupAssignmentInstances = "pimGroup/assignmentScheduleInstances";
    internal const string GroupAssignmentRequests = "pimGroup/assignmentScheduleRequests";
    internal const string GroupEligibilitySchedules = "pimGroup/eligibilitySchedules";
    internal const string GroupEligibilityInstances = "pimGroup/eligibilityScheduleInstances";
    internal const string GroupEligibilityRequests = "pimGroup/eligibilityScheduleRequests";
    internal const string RolePolicies = "roleManagementPolicies";
    internal const string RolePolicyAssignments = "roleManagementPolicyAssignments";
    internal const string RolePolicyRules = "roleManagementPolicyRules";
    internal const string AppRoleAssignments = "appRoleAssignments";
    internal const string PermissionGrants = "oauth2PermissionGrants";
    internal const string FederatedCredentials = "federatedIdentityCredentials";
    internal const string Relationships = "delegatedAdminRelationships";
    internal const string RelationshipAccess = "accessAssignments";
    internal const string RelationshipOperations = "operations";
    internal const string RelationshipRequests = "requests";
    internal const string DelegatedCustomers = "delegatedAdminCustomers";
    internal const string ConditionalPolicies = "conditionalAccessPolicies";
    internal const string NamedLocations = "namedLocations";
    internal const string DeletedPolicies = "deletedConditionalAccessPolicies";
    internal const string DeletedLocations = "deletedNamedLocations";
    internal const string Strengths = "authenticationStrengthPolicies";
    internal const string ConditionalTemplates = "conditionalAccessTemplates";
    internal const string AuthenticationContexts = "authenticationContextClassReferences";
    internal const string MethodConfigurations = "authenticationMethodConfigurations";
    internal const string CrossTenantPartners = "crossTenantPartners";
    internal const string Singletons = "singletons";
    internal const string AuthenticationMethods = "authenticationMethods";
    internal const string LicenseDetails = "licenseDetails";
    internal const string ReviewDefinitions = "accessReviewDefinitions";
    internal const string ReviewInstances = "accessReviewInstances";
    internal const string ReviewDecisions = "accessReviewDecisions";
    internal const string Deleted = "deletedItems";
    internal const string DeletedEdges = "deletedEdges";
    internal const string ManagedDevices = "managedDevices";
    internal const string Skus = "subscribedSkus";
    internal const string SignIns = "signIns";
    internal const string DirectoryAudits = "directoryAudits";
    internal const string RegistrationDetails = "userRegistrationDetails";
    internal const string Domains = "domains";
    internal const string Organization = "organization";
    internal const string Contracts = "contracts";
    internal const string ScopedRoleMembers = "scopedRoleMembers";

    /// <summary>Sets whose objects are directory objects, found under <c>/directoryObjects</c>.</summary>
    internal static readonly string[] DirectoryObjects =
        [Users, Groups, ServicePrincipals, Applications, Devices, AdministrativeUnits, DirectoryRoles];
}

/// <summary>Names of the relations.</summary>
internal static class Relations
{
    internal const string Members = "members";
    internal const string Owners = "owners";
    internal const string Manager = "manager";
    internal const string Sponsors = "sponsors";
    internal const string RegisteredOwners = "registeredOwners";
    internal const string RegisteredUsers = "registeredUsers";
}
