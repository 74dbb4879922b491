using MspGov.Lab.Model;
using MspGov.Lab.Rules;

namespace MspGov.Lab.Generation;

/// <summary>Policies of which a tenant has one, and the settings of each authentication method.</summary>
internal static class TenantPolicyGenerator
{
    private const string Everybody = """{"accessType":"allowed","targets":[{"target":"AllUsers","targetType":"user"}]}""";
    private const string EveryApp = """{"accessType":"allowed","targets":[{"target":"AllApplications","targetType":"application"}]}""";
    private const string Nobody = """{"accessType":"blocked","targets":[{"target":"AllUsers","targetType":"user"}]}""";
    private const string NoApp = """{"accessType":"blocked","targets":[{"target":"AllApplications","targetType":"application"}]}""";

    internal static void Generate(GenerationContext context)
    {
        Add(context, "policies/authorizationPolicy", "authorizationPolicy", """
            {"id":"authorizationPolicy","deletedDateTime":null,"description":"Used to manage authorization related settings across the company.","displayName":"Authorization Policy",
            "allowInvitesFrom":"everyone","allowedToSignUpEmailBasedSubscriptions":true,"allowedToUseSSPR":true,"allowEmailVerifiedUsersToJoinOrganization":false,"allowUserConsentForRiskyApps":null,
            "blockMsolPowerShell":false,"guestUserRoleId":"10dae51f-b6af-4016-8d66-8c2a99b929b3","defaultUserRolePermissions":{"allowedToCreateApps":true,"allowedToCreateSecurityGroups":true,
            "allowedToCreateTenants":true,"allowedToReadBitlockerKeysForOwnedDevice":true,"allowedToReadOtherUsers":true,"permissionGrantPoliciesAssigned":["ManagePermissionGrantsForSelf.microsoft-user-default-legacy"]}}
            """);
        Add(context, TenantPolicies.SecurityDefaults, "identitySecurityDefaultsEnforcementPolicy", $$"""
            {"id":"00000000-0000-0000-0000-000000000005","deletedDateTime":null,"displayName":"Security Defaults","description":"Security defaults is a set of basic identity security mechanisms recommended by Microsoft.",
            "isEnabled":{{(context.Spec.Premium ? "false" : "true")}}}
            """);
        Add(context, "policies/authenticationMethodsPolicy", "authenticationMethodsPolicy", """
            {"id":"authenticationMethodsPolicy","displayName":"Authentication Methods Policy","description":"The tenant-wide policy that controls which authentication methods are allowed in the tenant.",
            "lastModifiedDateTime":null,"policyVersion":"1.5","policyMigrationState":"migrationComplete","reconfirmationInDays":0,
            "registrationEnforcement":{"authenticationMethodsRegistrationCampaign":{"snoozeDurationInDays":1,"state":"default","excludeTargets":[],
            "includeTargets":[{"id":"all_users","targetType":"group","targetedAuthenticationMethod":"microsoftAuthenticator"}]}}}
            """);
        Add(context, "policies/crossTenantAccessPolicy", "crossTenantAccessPolicy", """
            {"id":"crossTenantAccessPolicy","deletedDateTime":null,"displayName":"CrossTenantAccessPolicy","description":null,"allowedCloudEndpoints":[]}
            """);
        Add(context, "policies/crossTenantAccessPolicy/default", "crossTenantAccessPolicyConfigurationDefault", DefaultCrossTenant);
        Add(context, "policies/adminConsentRequestPolicy", "adminConsentRequestPolicy", """
            {"id":"adminConsentRequestPolicy","isEnabled":false,"notifyReviewers":false,"remindersEnabled":false,"requestDurationInDays":0,"reviewers":[],"version":0}
            """);
        AddMethods(context);
        AddPartner(context);
    }

    /// <summary>What the service has until somebody changes it.</summary>
    internal static string DefaultCrossTenant => $$"""
        {"id":"default","isServiceDefault":true,
        "inboundTrust":{"isMfaAccepted":false,"isCompliantDeviceAccepted":false,"isHybridAzureADJoinedDeviceAccepted":false},
        "b2bCollaborationOutbound":{"usersAndGroups":{{Everybody}},"applications":{{EveryApp}} },"b2bCollaborationInbound":{"usersAndGroups":{{Everybody}},"applications":{{EveryApp}} },
        "b2bDirectConnectOutbound":{"usersAndGroups":{{Nobody}},"applications":{{NoApp}} },"b2bDirectConnectInbound":{"usersAndGroups":{{Nobody}},"applications":{{NoApp}} },
        "tenantRestrictions":null,"automaticUserConsentSettings":{"inboundAllowed":false,"outboundAllowed":false} }
        """;

    private static void AddMethods(GenerationContext context)
    {
        const string All = """[{"targetType":"group","id":"all_users","isRegistrationRequired":false}]""";
        Method(context, "Fido2", "fido2", "enabled", $$""","isAttestationEnforced":true,"isSelfServiceRegistrationAllowed":true,"keyRestrictions":{"aaGuids":[],"enforcementType":"block","isEnforced":false},"includeTargets":{{All}}""");
        Method(context, "MicrosoftAuthenticator", "microsoftAuthenticator", "enabled", $$""","isSoftwareOathEnabled":false,"featureSettings":null,"includeTargets":{{All}}""");
        Method(context, "Sms", "sms", "enabled", ",\"includeTargets\":[{\"targetType\":\"group\",\"id\":\"all_users\",\"isRegistrationRequired\":false,\"isUsableForSignIn\":false}]");
        Method(context, "TemporaryAccessPass", "temporaryAccessPass", "enabled", $$""","defaultLength":8,"defaultLifetimeInMinutes":60,"isUsableOnce":false,"maximumLifetimeInMinutes":480,"minimumLifetimeInMinutes":60,"includeTargets":{{All}}""");
        Method(context, "SoftwareOath", "softwareOath", "enabled", $$""","includeTargets":{{All}}""");
        Method(context, "Voice", "voice", "disabled", $$""","isOfficePhoneAllowed":false,"includeTargets":{{All}}""");
        Method(context, "Email", "email", "disabled", $$""","allowExternalIdToUseEmailOtp":"default","includeTargets":{{All}}""");
        Method(context, "X509Certificate", "x509Certificate", "disabled", $$""","includeTargets":{{All}}""");
    }

    private static void Method(GenerationContext context, string id, string type, string state, string rest) =>
        context.AddJson(
            Sets.MethodConfigurations,
            type + "AuthenticationMethodConfiguration",
            id,
            $$"""{"@odata.type":"#microsoft.graph.{{type}}AuthenticationMethodConfiguration","id":"{{id}}","state":"{{state}}","excludeTargets":[]{{rest}} }""");

    private static void AddPartner(GenerationContext context)
    {
        if (context.Spec.Empty)
        {
            return;
        }

        var tenant = context.Random.Id();
        context.AddJson(Sets.CrossTenantPartners, "crossTenantAccessPolicyConfigurationPartner", tenant, $$"""
            {"tenantId":"{{tenant}}","isServiceProvider":true,"inboundTrust":{"isMfaAccepted":true,"isCompliantDeviceAccepted":false,"isHybridAzureADJoinedDeviceAccepted":false},
            "b2bCollaborationOutbound":null,"b2bCollaborationInbound":null,"b2bDirectConnectOutbound":null,"b2bDirectConnectInbound":null,"tenantRestrictions":null,
            "automaticUserConsentSettings":{"inboundAllowed":null,"outboundAllowed":null} }
            """);
    }

    private static void Add(GenerationContext context, string path, string type, string json) => context.AddJson(Sets.Singletons, type, path, json);
}
