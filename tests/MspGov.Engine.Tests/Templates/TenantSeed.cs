using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>Fills tenants: what every tenant has, and generated configurations over all kinds, with references between them.</summary>
internal static class TenantSeed
{
    private const string Ca = "/identity/conditionalAccess/";
    private static readonly string[] Roles = ["62e90394-69f5-4237-9190-012177145e10", "fe930be7-5e62-47db-91af-98c3a49a38b1", "729827e3-9c14-49f7-bb1b-9608f156bbb8"];

    public static string BreakGlassId(GraphTenantDouble tenant) => (string)tenant.Collections["/users"][0]["id"]!;

    /// <summary>A new tenant as Microsoft hands it out.</summary>
    public static void Base(GraphTenantDouble tenant, int number)
    {
        tenant.Collections["/users"].Add(Json($"{{'id':'{tenant.NewId()}','displayName':'Break glass {number}','userPrincipalName':'bg{number}@x.example','accountEnabled':true}}"));
        tenant.Singletons["/policies/authorizationPolicy"] = Json("{'id':'authorizationPolicy','displayName':'Authorization Policy','description':'Used to manage authorization related settings.','allowInvitesFrom':'everyone','allowedToUseSSPR':true,'allowedToSignUpEmailBasedSubscriptions':true,'allowEmailVerifiedUsersToJoinOrganization':false,'blockMsolPowerShell':false,'guestUserRoleId':'10dae51f-b6af-4016-8d66-8c2a99b929b3','defaultUserRolePermissions':{'allowedToCreateApps':true,'allowedToCreateSecurityGroups':true,'allowedToCreateTenants':true,'allowedToReadBitlockerKeysForOwnedDevice':true,'allowedToReadOtherUsers':true,'permissionGrantPoliciesAssigned':['ManagePermissionGrantsForSelf.microsoft-user-default-legacy']}}");
        tenant.Singletons["/policies/identitySecurityDefaultsEnforcementPolicy"] = Json("{'id':'00000000-0000-0000-0000-000000000005','displayName':'Security Defaults','description':'...','isEnabled':true}");
        tenant.Singletons["/policies/crossTenantAccessPolicy/default"] = Json("{'isServiceDefault':true,'inboundTrust':{'isMfaAccepted':false,'isCompliantDeviceAccepted':false,'isHybridAzureADJoinedDeviceAccepted':false},'b2bCollaborationInbound':{'usersAndGroups':{'accessType':'allowed','targets':[{'target':'AllUsers','targetType':'user'}]},'applications':{'accessType':'allowed','targets':[{'target':'AllApplications','targetType':'application'}]}},'automaticUserConsentSettings':{'inboundAllowed':null,'outboundAllowed':null}}");
        tenant.Singletons["/policies/authenticationMethodsPolicy"] = Json("{'id':'authenticationMethodsPolicy','displayName':'Authentication Methods Policy','policyVersion':'1.5','policyMigrationState':'preMigration','reconfirmationInDays':null,'registrationEnforcement':{'authenticationMethodsRegistrationCampaign':{'snoozeDurationInDays':1,'state':'default','excludeTargets':[],'includeTargets':[{'id':'all_users','targetType':'group','targetedAuthenticationMethod':'microsoftAuthenticator'}]}},'authenticationMethodConfigurations':["
            + "{'@odata.type':'#microsoft.graph.fido2AuthenticationMethodConfiguration','id':'Fido2','state':'disabled','isSelfServiceRegistrationAllowed':true,'isAttestationEnforced':true,'excludeTargets':[],'keyRestrictions':{'isEnforced':false,'enforcementType':'block','aaGuids':[]},'includeTargets':[{'targetType':'group','id':'all_users','isRegistrationRequired':false}]},"
            + "{'@odata.type':'#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration','id':'MicrosoftAuthenticator','state':'disabled','isSoftwareOathEnabled':false,'excludeTargets':[],'featureSettings':{'displayAppInformationRequiredState':{'state':'default','includeTarget':{'targetType':'group','id':'all_users'},'excludeTarget':{'targetType':'group','id':'00000000-0000-0000-0000-000000000000'}}},'includeTargets':[{'targetType':'group','id':'all_users','isRegistrationRequired':false,'authenticationMode':'any'}]},"
            + "{'@odata.type':'#microsoft.graph.smsAuthenticationMethodConfiguration','id':'Sms','state':'enabled','excludeTargets':[],'includeTargets':[{'targetType':'group','id':'all_users','isRegistrationRequired':false,'isUsableForSignIn':true}]}]}");
        foreach (string role in Roles)
        {
            tenant.Roles.Add(RolePolicy(tenant, role));
        }
    }

    /// <summary>The PIM rules that the service gives a role.</summary>
    public static JObject RolePolicy(GraphTenantDouble tenant, string role) =>
        Json($"{{'id':'DirectoryRole_{tenant.Id}_{tenant.NewId()}','roleDefinitionId':'{role}','rules':["
            + "{'@odata.type':'#microsoft.graph.unifiedRoleManagementPolicyExpirationRule','id':'Expiration_EndUser_Assignment','isExpirationRequired':true,'maximumDuration':'PT8H','target':{'caller':'EndUser','operations':['all'],'level':'Assignment','inheritableSettings':[],'enforcedSettings':[]}},"
            + "{'@odata.type':'#microsoft.graph.unifiedRoleManagementPolicyEnablementRule','id':'Enablement_EndUser_Assignment','enabledRules':['MultiFactorAuthentication'],'target':{'caller':'EndUser','operations':['all'],'level':'Assignment','inheritableSettings':[],'enforcedSettings':[]}},"
            + "{'@odata.type':'#microsoft.graph.unifiedRoleManagementPolicyApprovalRule','id':'Approval_EndUser_Assignment','target':{'caller':'EndUser','operations':['all'],'level':'Assignment','inheritableSettings':[],'enforcedSettings':[]},'setting':{'isApprovalRequired':false,'isApprovalRequiredForExtension':false,'isRequestorJustificationRequired':true,'approvalMode':'SingleStage','approvalStages':[]}}]}");

    /// <summary>A configuration over all kinds, the same for the same seed.</summary>
    public static void Fill(GraphTenantDouble tenant, int seed)
    {
        var random = new Random(seed);
        List<string> groups = [];
        for (int i = 0; i < 1 + random.Next(3); i++)
        {
            groups.Add(Add(tenant, "/groups", $"{{'displayName':'Group {seed}-{i}','description':{Pick(random, "null", "'Made by seed'")},'mailEnabled':false,'mailNickname':'g{seed}{i}','securityEnabled':true,'isAssignableToRole':{Bool(random)},'groupTypes':[],'visibility':{Pick(random, "null", "'Private'")}}}"));
        }

        string country = Add(tenant, Ca + "namedLocations", $"{{'@odata.type':'#microsoft.graph.countryNamedLocation','displayName':'Countries {seed}','countriesAndRegions':['DE','{Pick(random, "FR", "AT")}'],'includeUnknownCountriesAndRegions':{Bool(random)},'countryLookupMethod':'clientIpAddress'}}");
        string office = Add(tenant, Ca + "namedLocations", $"{{'@odata.type':'#microsoft.graph.ipNamedLocation','displayName':'Office {seed}','isTrusted':{Bool(random)},'ipRanges':[{{'@odata.type':'#microsoft.graph.iPv4CidrRange','cidrAddress':'203.0.113.{random.Next(250)}/32'}},{{'@odata.type':'#microsoft.graph.iPv6CidrRange','cidrAddress':'2001:db8::/48'}}]}}");
        string strength = Add(tenant, "/policies/authenticationStrengthPolicies", $"{{'displayName':'Strength {seed}','description':'','policyType':'custom','requirementsSatisfied':'mfa','allowedCombinations':['fido2','windowsHelloForBusiness'{Pick(random, "", ",'password,microsoftAuthenticatorPush'")}],'combinationConfigurations':[{Pick(random, "", $"{{'@odata.type':'#microsoft.graph.fido2CombinationConfiguration','id':'{tenant.NewId()}','allowedAAGUIDs':['dcf6eadd-31fd-49e5-b84e-44035a5e6295'],'appliesToCombinations':['fido2']}}")}]}}");
        Add(tenant, "/directory/administrativeUnits", $"{{'displayName':'Unit {seed}','description':'Unit','visibility':null,'membershipType':{Pick(random, "null", "'Assigned'")},'isMemberManagementRestricted':{Bool(random)}}}");
        string role = Add(tenant, "/roleManagement/directory/roleDefinitions", $"{{'displayName':'Role {seed}','description':'Custom','isBuiltIn':false,'isEnabled':{Bool(random)},'resourceScopes':['/'],'rolePermissions':[{{'allowedResourceActions':['microsoft.directory/applications/basic/read','microsoft.directory/users/basic/{Pick(random, "read", "update")}'],'condition':null}}]}}");
        tenant.Roles.Add(RolePolicy(tenant, role));
        string app = Application(tenant, seed, random);
        Policies(tenant, seed, random, (groups, country, office, strength, role, app));
        Singletons(tenant, seed, random, groups);
    }

    /// <summary>Changes something in every object, names aside.</summary>
    public static void Vary(GraphTenantDouble tenant)
    {
        foreach (JObject policy in tenant.Collections[Ca + "policies"])
        {
            policy["state"] = "disabled";
            policy["sessionControls"] = Json("{'persistentBrowser':{'mode':'never','isEnabled':true}}");
            policy["conditions"]!["platforms"] = Json("{'includePlatforms':['android'],'excludePlatforms':[]}");
        }

        foreach (JObject location in tenant.Collections[Ca + "namedLocations"])
        {
            string list = location["ipRanges"] is null ? "countriesAndRegions" : "ipRanges";
            location[list] = new JArray(location[list]!.First!);
        }

        JObject strength = tenant.Collections["/policies/authenticationStrengthPolicies"][0];
        strength["allowedCombinations"] = new JArray("fido2");
        strength["combinationConfigurations"] = new JArray(Json($"{{'@odata.type':'#microsoft.graph.fido2CombinationConfiguration','id':'{tenant.NewId()}','allowedAAGUIDs':['e0d9c83d-f035-45b2-8d98-345903f91e29'],'appliesToCombinations':['fido2']}}"));
        foreach (string collection in new[] { "/groups", "/directory/administrativeUnits", "/roleManagement/directory/roleDefinitions", "/applications" })
        {
            tenant.Collections[collection].ForEach(item => item["description"] = "Varied");
        }

        tenant.Collections["/applications"][0]["web"]!["redirectUris"] = new JArray("https://other.example");
        tenant.Singletons["/policies/authorizationPolicy"]["allowInvitesFrom"] = "everyone";
        tenant.Singletons["/policies/identitySecurityDefaultsEnforcementPolicy"]["isEnabled"] = true;
        tenant.Singletons["/policies/crossTenantAccessPolicy/default"]["inboundTrust"]!["isMfaAccepted"] = false;
        JObject methods = tenant.Singletons["/policies/authenticationMethodsPolicy"];
        methods["registrationEnforcement"]!["authenticationMethodsRegistrationCampaign"]!["snoozeDurationInDays"] = 5;
        methods["authenticationMethodConfigurations"]![1]!["state"] = "enabled";
        tenant.Roles.ForEach(role => role["rules"]![0]!["maximumDuration"] = "PT2H");
    }

    private static string Application(GraphTenantDouble tenant, int seed, Random random)
    {
        string appId = tenant.NewId();
        Add(tenant, "/applications", $"{{'appId':'{appId}','displayName':'App {seed}','signInAudience':'AzureADMyOrg','publisherDomain':'x.example','identifierUris':['api://{appId}','https://{tenant.Id}/app'],'web':{{'redirectUris':['https://app.example/cb{random.Next(9)}'],'homePageUrl':null,'implicitGrantSettings':{{'enableAccessTokenIssuance':false,'enableIdTokenIssuance':{Bool(random)}}}}},'requiredResourceAccess':[{{'resourceAppId':'00000003-0000-0000-c000-000000000000','resourceAccess':[{{'id':'e1fe6dd8-ba31-4d61-89e7-88639da4683d','type':'Scope'}},{{'id':'df021288-bdef-4463-88db-98f22de89214','type':'Role'}}]}}],'passwordCredentials':[{{'keyId':'{tenant.NewId()}','hint':'abc'}}],'keyCredentials':[],'tags':['msp'],'info':{{'logoUrl':null,'termsOfServiceUrl':null}}}}");
        return appId;
    }

    private static void Policies(GraphTenantDouble tenant, int seed, Random random, (List<string> Groups, string Country, string Office, string Strength, string Role, string App) of)
    {
        string unit = of.Groups[random.Next(of.Groups.Count)];
        Add(tenant, Ca + "policies", $"{{'displayName':'MFA {seed}','state':'{Pick(random, "enabled", "enabledForReportingButNotEnforced")}','templateId':null,'conditions':{{'userRiskLevels':[],'signInRiskLevels':[],'clientAppTypes':['all'],'platforms':null,'locations':{{'includeLocations':['All'],'excludeLocations':['{of.Office}','AllTrusted']}},'applications':{{'includeApplications':['All'],'excludeApplications':['{of.App}'],'includeUserActions':[]}},'users':{{'includeUsers':['All'],'excludeUsers':['{BreakGlassId(tenant)}'],'includeGroups':[],'excludeGroups':['{unit}'],'includeRoles':[],'excludeRoles':[]}}}},'grantControls':{{'operator':'OR','builtInControls':['mfa'],'customAuthenticationFactors':[],'termsOfUse':[]}},'sessionControls':null}}");
        Add(tenant, Ca + "policies", $"{{'displayName':'Admins {seed}','state':'enabled','conditions':{{'clientAppTypes':['browser','mobileAppsAndDesktopClients'],'applications':{{'includeApplications':['All']}},'users':{{'includeRoles':['{Roles[random.Next(3)]}','{of.Role}'],'excludeUsers':[]}}}},'grantControls':{{'operator':'OR','builtInControls':[],'authenticationStrength':{{'id':'{of.Strength}','displayName':'expanded','policyType':'custom'}}}},'sessionControls':{{'signInFrequency':{{'value':{1 + random.Next(12)},'type':'hours','authenticationType':'primaryAndSecondaryAuthentication','frequencyInterval':'timeBased','isEnabled':true}}}}}}");
        Add(tenant, Ca + "policies", $"{{'displayName':'Countries {seed}','state':'disabled','conditions':{{'clientAppTypes':['all'],'locations':{{'includeLocations':['{of.Country}'],'excludeLocations':[]}},'applications':{{'includeApplications':['Office365']}},'users':{{'includeUsers':['All'],'excludeGuestsOrExternalUsers':{{'guestOrExternalUserTypes':'b2bCollaborationGuest,serviceProvider','externalTenants':{{'@odata.type':'#microsoft.graph.conditionalAccessAllExternalTenants','membershipKind':'all'}}}}}}}},'grantControls':{{'operator':'OR','builtInControls':['block']}}}}");
    }

    private static void Singletons(GraphTenantDouble tenant, int seed, Random random, List<string> groups)
    {
        JObject authorization = tenant.Singletons["/policies/authorizationPolicy"];
        authorization["allowInvitesFrom"] = Pick(random, "adminsAndGuestInviters", "none");
        authorization["defaultUserRolePermissions"]!["allowedToCreateApps"] = random.Next(2) == 0;
        authorization["defaultUserRolePermissions"]!["permissionGrantPoliciesAssigned"] = new JArray();
        tenant.Singletons["/policies/identitySecurityDefaultsEnforcementPolicy"]["isEnabled"] = false;
        tenant.Singletons["/policies/crossTenantAccessPolicy/default"]["inboundTrust"]!["isMfaAccepted"] = true;
        JObject methods = tenant.Singletons["/policies/authenticationMethodsPolicy"];
        methods["registrationEnforcement"]!["authenticationMethodsRegistrationCampaign"]!["state"] = "enabled";
        JObject fido = methods["authenticationMethodConfigurations"]!.Children<JObject>().First();
        fido["state"] = "enabled";
        fido["excludeTargets"] = new JArray(new JObject { ["id"] = groups[0], ["targetType"] = "group" });
        // The rules of a custom role go with it for good, so what a template may delete has those of the service (docs/templates.md).
        foreach (JObject policy in tenant.Roles.Where((_, place) => place == 0 || random.Next(2) == 0).Where(policy => seed < 1000 || Roles.Contains((string)policy["roleDefinitionId"]!)))
        {
            policy["rules"]![0]!["maximumDuration"] = Pick(random, "PT1H", "PT4H");
            policy["rules"]![2]!["setting"]!["isApprovalRequired"] = true;
            policy["rules"]![2]!["setting"]!["approvalStages"] = new JArray(Json($"{{'approvalStageTimeOutInDays':1,'isApproverJustificationRequired':true,'escalationTimeInMinutes':0,'isEscalationEnabled':false,'escalationApprovers':[],'primaryApprovers':[{{'@odata.type':'#microsoft.graph.groupMembers','groupId':'{groups[0]}','description':'Approvers'}}]}}"));
        }
    }

    private static string Add(GraphTenantDouble tenant, string collection, string json)
    {
        JObject body = Json(json);
        body["id"] = tenant.NewId();
        body["createdDateTime"] = "2026-01-01T00:00:00Z";
        tenant.Collections[collection].Add(body);
        return (string)body["id"]!;
    }

    private static JObject Json(string text) => MspGov.Engine.Templates.Documents.CanonicalJson.ParseObject(text.Replace('\'', '"'));

    private static string Bool(Random random) => random.Next(2) == 0 ? "true" : "false";

    private static string Pick(Random random, string one, string other) => random.Next(2) == 0 ? one : other;
}
