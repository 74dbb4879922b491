using MspGov.Lab.Model;

namespace MspGov.Lab.Schema;

/// <summary>Every set the lab serves, by path.</summary>
internal static class EntityModel
{
    private const string Role = "roleManagement/directory/";
    private const string PimGroup = "identityGovernance/privilegedAccess/group/";

    private static readonly string[] UserDefault =
        ["businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName"];

    private static readonly EntitySet[] All =
    [
        new(Sets.Users, "users", "user") { IsDirectory = true, Delta = true, DefaultSelect = UserDefault, AlternateKeys = ["userPrincipalName"] },
        new(Sets.Groups, "groups", "group") { IsDirectory = true, Delta = true, AlternateKeys = ["uniqueName"] },
        new(Sets.Applications, "applications", "application") { IsDirectory = true, Delta = true, AlternateKeys = ["appId", "uniqueName"] },
        new(Sets.ServicePrincipals, "servicePrincipals", "servicePrincipal") { IsDirectory = true, Delta = true, AlternateKeys = ["appId"] },
        new(Sets.Devices, "devices", "device") { IsDirectory = true, Delta = true, AlternateKeys = ["deviceId"] },
        new(Sets.AdministrativeUnits, "directory/administrativeUnits", "administrativeUnit") { IsDirectory = true, Delta = true },
        new(Sets.DirectoryRoles, "directoryRoles", "directoryRole") { Unpaged = true, Delta = true, AlternateKeys = ["roleTemplateId"] },
        new(Sets.RoleTemplates, "directoryRoleTemplates", "directoryRoleTemplate") { Unpaged = true },
        new(Sets.Skus, "subscribedSkus", "subscribedSku") { Unpaged = true },
        new(Sets.Domains, "domains", "domain"),
        new(Sets.Organization, "organization", "organization"),
        new(Sets.Contracts, "contracts", "contract"),
        new(Sets.PermissionGrants, "oauth2PermissionGrants", "oAuth2PermissionGrant") { Delta = true },
        new(Sets.RoleDefinitions, Role + "roleDefinitions", "unifiedRoleDefinition") { DefaultTop = 1000, MaxTop = 1000 },
        new(Sets.RoleAssignments, Role + "roleAssignments", "unifiedRoleAssignment"),
        new(Sets.AssignmentSchedules, Role + "roleAssignmentSchedules", "unifiedRoleAssignmentSchedule") { Premium = true },
        new(Sets.AssignmentInstances, Role + "roleAssignmentScheduleInstances", "unifiedRoleAssignmentScheduleInstance") { Premium = true },
        new(Sets.AssignmentRequests, Role + "roleAssignmentScheduleRequests", "unifiedRoleAssignmentScheduleRequest") { Premium = true },
        new(Sets.EligibilitySchedules, Role + "roleEligibilitySchedules", "unifiedRoleEligibilitySchedule") { Premium = true },
        new(Sets.EligibilityInstances, Role + "roleEligibilityScheduleInstances", "unifiedRoleEligibilityScheduleInstance") { Premium = true },
        new(Sets.EligibilityRequests, Role + "roleEligibilityScheduleRequests", "unifiedRoleEligibilityScheduleRequest") { Premium = true },
        PimGroupSet(Sets.GroupAssignmentSchedules, "assignmentSchedules", "AssignmentSchedule"),
        PimGroupSet(Sets.GroupAssignmentInstances, "assignmentScheduleInstances", "AssignmentScheduleInstance"),
        PimGroupSet(Sets.GroupAssignmentRequests, "assignmentScheduleRequests", "AssignmentScheduleRequest"),
        PimGroupSet(Sets.GroupEligibilitySchedules, "eligibilitySchedules", "EligibilitySchedule"),
        PimGroupSet(Sets.GroupEligibilityInstances, "eligibilityScheduleInstances", "EligibilityScheduleInstance"),
        PimGroupSet(Sets.GroupEligibilityRequests, "eligibilityScheduleRequests", "EligibilityScheduleRequest"),
        new(Sets.RolePolicies, "policies/roleManagementPolicies", "unifiedRoleManagementPolicy")
            { Premium = true, RequiredFilter = ["scopeId", "scopeType"], RequiresAll = true },
        new(Sets.RolePolicyAssignments, "policies/roleManagementPolicyAssignments", "unifiedRoleManagementPolicyAssignment")
            { Premium = true, RequiredFilter = ["scopeId", "scopeType"], RequiresAll = true },
        new(Sets.Relationships, "tenantRelationships/delegatedAdminRelationships", "delegatedAdminRelationship") { MaxTop = 300 },
        new(Sets.DelegatedCustomers, "tenantRelationships/delegatedAdminCustomers", "delegatedAdminCustomer") { MaxTop = 300 },
        new(Sets.ConditionalPolicies, "identity/conditionalAccess/policies", "conditionalAccessPolicy"),
        new(Sets.NamedLocations, "identity/conditionalAccess/namedLocations", "namedLocation"),
        new(Sets.DeletedPolicies, "identity/conditionalAccess/deletedItems/policies", "conditionalAccessPolicy"),
        new(Sets.DeletedLocations, "identity/conditionalAccess/deletedItems/namedLocations", "namedLocation"),
        new(Sets.Strengths, "identity/conditionalAccess/authenticationStrength/policies", "authenticationStrengthPolicy"),
        new(Sets.Strengths, "policies/authenticationStrengthPolicies", "authenticationStrengthPolicy"),
        new(Sets.ConditionalTemplates, "identity/conditionalAccess/templates", "conditionalAccessTemplate"),
        new(Sets.AuthenticationContexts, "identity/conditionalAccess/authenticationContextClassReferences", "authenticationContextClassReference"),
        new(Sets.MethodConfigurations, "policies/authenticationMethodsPolicy/authenticationMethodConfigurations", "authenticationMethodConfiguration"),
        new(Sets.CrossTenantPartners, "policies/crossTenantAccessPolicy/partners", "crossTenantAccessPolicyConfigurationPartner"),
        new(Sets.SignIns, "auditLogs/signIns", "signIn") { DefaultTop = 1000, MaxTop = 1000 },
        new(Sets.DirectoryAudits, "auditLogs/directoryAudits", "directoryAudit") { DefaultTop = 1000, MaxTop = 1000 },
        new(Sets.RegistrationDetails, "reports/authenticationMethods/userRegistrationDetails", "userRegistrationDetails"),
        new(Sets.ManagedDevices, "deviceManagement/managedDevices", "managedDevice") { MaxTop = 1000 },
        new(Sets.ReviewDefinitions, "identityGovernance/accessReviews/definitions", "accessReviewScheduleDefinition") { Premium = true },
    ];

    private static readonly Dictionary<string, EntitySet> ByPath = All.ToDictionary(s => s.Path, StringComparer.OrdinalIgnoreCase);

    private static readonly ILookup<string, EntitySet> ByName = All.ToLookup(s => s.Name, StringComparer.Ordinal);

    /// <summary>The set with this name; a plain description for contained sets, which have no path of their own.</summary>
    internal static EntitySet Of(string name) => ByName[name].FirstOrDefault() ?? new EntitySet(name, name, name);

    /// <summary>The set that a path begins with, and how many segments its own path has.</summary>
    internal static (EntitySet Set, int Length)? Match(IReadOnlyList<string> segments)
    {
        for (var length = Math.Min(segments.Count, 4); length > 0; length--)
        {
            if (ByPath.TryGetValue(string.Join('/', segments.Take(length)), out var set))
            {
                return (set, length);
            }
        }

        return null;
    }

    private static EntitySet PimGroupSet(string name, string path, string type) =>
        new(name, PimGroup + path, "privilegedAccessGroup" + type) { Premium = true, RequiredFilter = ["groupId", "principalId"] };
}
