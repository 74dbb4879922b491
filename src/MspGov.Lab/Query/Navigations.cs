using MspGov.Lab.Model;

namespace MspGov.Lab.Query;

/// <summary>Where a navigation leads from one object.</summary>
/// <param name="Many">A collection, or one object or none.</param>
/// <param name="Targets">What is there.</param>
internal readonly record struct Navigation(bool Many, IEnumerable<LabObject> Targets)
{
    internal static Navigation Collection(IEnumerable<LabObject> targets) => new(true, targets);

    internal static Navigation One(LabObject? target) => new(false, target is null ? [] : [target]);
}

/// <summary>Follows the relations of the contract between objects.</summary>
internal static class Navigations
{
    /// <summary>Relations whose targets are directory objects of whatever type.</summary>
    internal static readonly IReadOnlySet<string> Polymorphic = new HashSet<string>(StringComparer.Ordinal)
    {
        "members", "transitiveMembers", "owners", "memberOf", "transitiveMemberOf", "ownedObjects", "ownedDevices", "registeredDevices", "createdObjects",
        "directReports", "registeredOwners", "registeredUsers", "sponsors", "domainNameReferences", "manager", "principal", "directoryScope",
    };

    /// <summary>The target of a navigation; null when the type has none of that name.</summary>
    internal static Navigation? Follow(LabDirectory directory, LabObject item, string name) => item.Type switch
    {
        "user" => FromUser(directory, item, name),
        "group" => FromGroup(directory, item, name),
        "servicePrincipal" => FromPrincipal(directory, item, name),
        "application" => FromApplication(directory, item, name),
        "device" => FromDevice(directory, item, name),
        "administrativeUnit" => FromUnit(directory, item, name),
        "directoryRole" => FromRole(directory, item, name),
        _ => FromOther(directory, item, name),
    };

    private static Navigation? FromUser(LabDirectory d, LabObject o, string name) => name switch
    {
        "manager" => Navigation.One(d.Related(Relations.Manager, o.Id).FirstOrDefault()),
        "directReports" => Navigation.Collection(d.RelatedTo(Relations.Manager, o.Id)),
        "sponsors" => Navigation.Collection(d.Related(Relations.Sponsors, o.Id)),
        "ownedObjects" => Navigation.Collection(d.RelatedTo(Relations.Owners, o.Id)),
        "ownedDevices" => Navigation.Collection(d.RelatedTo(Relations.RegisteredOwners, o.Id)),
        "registeredDevices" => Navigation.Collection(d.RelatedTo(Relations.RegisteredUsers, o.Id)),
        "createdObjects" => Navigation.Collection([]),
        "oauth2PermissionGrants" => Navigation.Collection(d.Set(Sets.PermissionGrants).Where("principalId", o.Id)),
        "licenseDetails" => Navigation.Collection(d.ChildrenOf(o.Id, Sets.LicenseDetails)),
        "managedDevices" => Navigation.Collection(d.Set(Sets.ManagedDevices).Where("userId", o.Id)),
        "scopedRoleMemberOf" => Navigation.Collection(RoleMembership.ScopedOf(d, o.Id)),
        _ => Member(d, o, name),
    };

    private static Navigation? FromGroup(LabDirectory d, LabObject o, string name) => name switch
    {
        "members" => Navigation.Collection(d.Related(Relations.Members, o.Id)),
        "transitiveMembers" => Navigation.Collection(Memberships.TransitiveMembers(d, o.Id)),
        "owners" => Navigation.Collection(d.Related(Relations.Owners, o.Id)),
        "settings" or "permissionGrants" or "acceptedSenders" or "rejectedSenders" or "membersWithLicenseErrors" => Navigation.Collection([]),
        _ => Member(d, o, name),
    };

    private static Navigation? FromPrincipal(LabDirectory d, LabObject o, string name) => name switch
    {
        "owners" => Navigation.Collection(d.Related(Relations.Owners, o.Id)),
        "ownedObjects" => Navigation.Collection(d.RelatedTo(Relations.Owners, o.Id)),
        "appRoleAssignedTo" => Navigation.Collection(d.Set(Sets.AppRoleAssignments).Where("resourceId", o.Id)),
        "oauth2PermissionGrants" => Navigation.Collection(d.Set(Sets.PermissionGrants).Where("clientId", o.Id)),
        "federatedIdentityCredentials" => Navigation.Collection(d.ChildrenOf(o.Id, Sets.FederatedCredentials)),
        "createdObjects" or "delegatedPermissionClassifications" or "claimsMappingPolicies" or "tokenLifetimePolicies" or "homeRealmDiscoveryPolicies" =>
            Navigation.Collection([]),
        _ => Member(d, o, name),
    };

    private static Navigation? FromApplication(LabDirectory d, LabObject o, string name) => name switch
    {
        "owners" => Navigation.Collection(d.Related(Relations.Owners, o.Id)),
        "federatedIdentityCredentials" => Navigation.Collection(d.ChildrenOf(o.Id, Sets.FederatedCredentials)),
        "extensionProperties" or "tokenLifetimePolicies" or "appManagementPolicies" => Navigation.Collection([]),
        _ => null,
    };

    private static Navigation? FromDevice(LabDirectory d, LabObject o, string name) => name switch
    {
        "registeredOwners" => Navigation.Collection(d.Related(Relations.RegisteredOwners, o.Id)),
        "registeredUsers" => Navigation.Collection(d.Related(Relations.RegisteredUsers, o.Id)),
        "memberOf" or "transitiveMemberOf" => Member(d, o, name),
        _ => null,
    };

    private static Navigation? FromUnit(LabDirectory d, LabObject o, string name) => name switch
    {
        "members" => Navigation.Collection(d.Related(Relations.Members, o.Id)),
        "scopedRoleMembers" => Navigation.Collection(RoleMembership.ScopedIn(d, o.Id)),
        _ => null,
    };

    private static Navigation? FromRole(LabDirectory d, LabObject o, string name) => name switch
    {
        "members" => Navigation.Collection(RoleMembership.MembersOf(d, o)),
        "scopedMembers" => Navigation.Collection(RoleMembership.ScopedOfRole(d, o)),
        _ => null,
    };

    /// <summary>What users, groups, service principals and devices have in common.</summary>
    private static Navigation? Member(LabDirectory d, LabObject o, string name) => name switch
    {
        "memberOf" => Navigation.Collection(Memberships.DirectOf(d, o.Id)),
        "transitiveMemberOf" => Navigation.Collection(Memberships.TransitiveOf(d, o.Id)),
        "appRoleAssignments" => Navigation.Collection(d.Set(Sets.AppRoleAssignments).Where("principalId", o.Id)),
        _ => null,
    };

    private static Navigation? FromOther(LabDirectory d, LabObject o, string name) => (o.Type, name) switch
    {
        (_, "principal") => Navigation.One(Target(d, o["principalId"])),
        (_, "group") => Navigation.One(Target(d, o["groupId"])),
        (_, "roleDefinition") => Navigation.One(o["roleDefinitionId"] is { } role ? d.Find(Sets.RoleDefinitions, role) : null),
        (_, "directoryScope") => Navigation.One(Target(d, o["directoryScopeId"]?.Split('/')[^1])),
        (_, "appScope" or "activatedUsing") => Navigation.One(null),
        (_, "targetSchedule") => Navigation.One(TargetSchedule(d, o)),
        ("unifiedRoleDefinition", "inheritsPermissionsFrom") => Navigation.Collection([]),
        ("unifiedRoleManagementPolicy", "rules" or "effectiveRules") => Navigation.Collection(d.ChildrenOf(o.Id, Sets.RolePolicyRules)),
        ("unifiedRoleManagementPolicyAssignment", "policy") => Navigation.One(d.Find(Sets.RolePolicies, o["policyId"]!)),
        ("delegatedAdminRelationship", "accessAssignments") => Navigation.Collection(d.ChildrenOf(o.Id, Sets.RelationshipAccess)),
        ("delegatedAdminRelationship", "operations") => Navigation.Collection(d.ChildrenOf(o.Id, Sets.RelationshipOperations)),
        ("delegatedAdminRelationship", "requests") => Navigation.Collection(d.ChildrenOf(o.Id, Sets.RelationshipRequests)),
        ("delegatedAdminCustomer", "serviceManagementDetails") => Navigation.Collection([]),
        ("accessReviewScheduleDefinition", "instances") => Navigation.Collection(d.ChildrenOf(o.Id, Sets.ReviewInstances)),
        ("accessReviewInstance", "decisions") => Navigation.Collection(d.ChildrenOf(o.Id, Sets.ReviewDecisions)),
        ("accessReviewInstance", "contactedReviewers" or "stages") => Navigation.Collection([]),
        ("authenticationStrengthPolicy", "combinationConfigurations") => Navigation.Collection([]),
        ("authenticationMethodsPolicy", "authenticationMethodConfigurations") => Navigation.Collection(d.Set(Sets.MethodConfigurations).All),
        ("domain", "federationConfiguration" or "domainNameReferences" or "verificationDnsRecords" or "serviceConfigurationRecords") => Navigation.Collection([]),
        ("managedDevice", "users") => Navigation.Collection(o["userId"] is { } user && d.Find(Sets.Users, user) is { } found ? [found] : []),
        _ => null,
    };

    private static LabObject? Target(LabDirectory d, string? id) => id is null ? null : d.FindDirectoryObject(id);

    private static LabObject? TargetSchedule(LabDirectory d, LabObject request)
    {
        if (request["targetScheduleId"] is not { } id)
        {
            return null;
        }

        var set = request.Type switch
        {
            "unifiedRoleAssignmentScheduleRequest" => Sets.AssignmentSchedules,
            "unifiedRoleEligibilityScheduleRequest" => Sets.EligibilitySchedules,
            "privilegedAccessGroupAssignmentScheduleRequest" => Sets.GroupAssignmentSchedules,
            _ => Sets.GroupEligibilitySchedules,
        };
        return d.Find(set, id);
    }
}
