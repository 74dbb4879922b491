namespace MspGov.Lab.Schema;

/// <summary>
/// Properties that Graph sets itself. The metadata marks few of them; these are from the property tables of Graph's reference pages.
/// </summary>
internal static class ReadOnlyProperties
{
    private static readonly HashSet<string> Everywhere =
        new(StringComparer.Ordinal) { "createdDateTime", "deletedDateTime", "modifiedDateTime", "lastModifiedDateTime", "completedDateTime", "activatedDateTime" };

    private static readonly Dictionary<string, string> ByType = new(StringComparer.Ordinal)
    {
        ["user"] = "creationType externalUserStateChangeDateTime lastPasswordChangeDateTime assignedLicenses assignedPlans provisionedPlans licenseAssignmentStates "
            + "signInActivity signInSessionsValidFromDateTime onPremisesSyncEnabled onPremisesLastSyncDateTime onPremisesSecurityIdentifier onPremisesDomainName "
            + "onPremisesSamAccountName onPremisesUserPrincipalName onPremisesDistinguishedName proxyAddresses imAddresses securityIdentifier isManagementRestricted "
            + "serviceProvisioningErrors",
        ["group"] = "renewedDateTime expirationDateTime mail proxyAddresses onPremisesSyncEnabled onPremisesLastSyncDateTime onPremisesSecurityIdentifier "
            + "onPremisesDomainName onPremisesNetBiosName onPremisesSamAccountName securityIdentifier assignedLicenses licenseProcessingState "
            + "isManagementRestricted hasMembersWithLicenseErrors serviceProvisioningErrors",
        ["application"] = "appId publisherDomain verifiedPublisher certification disabledByMicrosoftStatus applicationTemplateId createdByAppId",
        ["servicePrincipal"] = "appDisplayName appDescription appOwnerOrganizationId applicationTemplateId disabledByMicrosoftStatus signInAudience "
            + "verifiedPublisher resourceSpecificApplicationPermissions createdByAppId servicePrincipalType",
        ["conditionalAccessPolicy"] = "id templateId",
        ["ipNamedLocation"] = "id",
        ["countryNamedLocation"] = "id",
        ["authenticationStrengthPolicy"] = "id policyType",
        ["unifiedRoleDefinition"] = "isBuiltIn",
        ["appRoleAssignment"] = "principalDisplayName principalType resourceDisplayName",
        ["unifiedRoleAssignmentScheduleRequest"] = "id status approvalId createdBy",
        ["unifiedRoleEligibilityScheduleRequest"] = "id status approvalId createdBy",
        ["privilegedAccessGroupAssignmentScheduleRequest"] = "id status approvalId createdBy",
        ["privilegedAccessGroupEligibilityScheduleRequest"] = "id status approvalId createdBy",
        ["delegatedAdminRelationship"] = "id status endDateTime",
        ["delegatedAdminAccessAssignment"] = "id status",
        ["delegatedAdminRelationshipRequest"] = "id status",
        ["authenticationMethodsPolicy"] = "id policyVersion",
        ["authorizationPolicy"] = "id",
        ["crossTenantAccessPolicyConfigurationDefault"] = "id isServiceDefault",
        ["temporaryAccessPassAuthenticationMethod"] = "id temporaryAccessPass isUsable methodUsabilityReason",
        ["accessReviewScheduleDefinition"] = "status createdBy",
        ["administrativeUnit"] = "id",
        ["organization"] = "id assignedPlans provisionedPlans verifiedDomains onPremisesSyncEnabled onPremisesLastSyncDateTime tenantType partnerTenantType",
        ["oAuth2PermissionGrant"] = "id",
        ["unifiedRoleAssignment"] = "id principalOrganizationId",
    };

    private static readonly Dictionary<string, HashSet<string>> Sets =
        ByType.ToDictionary(p => p.Key, p => p.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>True when a property may not be written.</summary>
    /// <param name="type">Type of the object.</param>
    /// <param name="property">Property.</param>
    /// <param name="create">On a create or an update; a few are settable once.</param>
    internal static bool Contains(string type, string property, bool create)
    {
        if (Everywhere.Contains(property) || (Sets.TryGetValue(type, out var set) && set.Contains(property)))
        {
            return true;
        }

        return (type, property, create) switch
        {
            ("group", "isAssignableToRole", false) => true,
            ("user", "onPremisesImmutableId", _) => false,
            ("servicePrincipal" or "appRoleAssignment", "appId" or "appRoleId", false) => true,
            _ => false,
        };
    }
}
