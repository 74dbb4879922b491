using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MspGov.Lab.Model;
using MspGov.Testing;
using MspGov.Testing.Contract;
using MspGov.Testing.Lab;

namespace MspGov.Lab.Tests;

/// <summary>Drives the lab through what it implements and holds every request and answer against the official contract.</summary>
public class ContractTests
{
    private const string Helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly TestLab _lab;
    private readonly HttpClient _client;

    public ContractTests()
    {
        _lab = TestLab.Create(new() { Name = "contoso", Partner = true }, _time);
        _lab.Requests.KeepAnswers = true;
        _client = _lab.Client();
    }

    [SkippableFact]
    public async Task Every_read_is_in_the_contract_and_answers_in_its_shape()
    {
        var checker = Checker();
        foreach (var url in Reads())
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Add("ConsistencyLevel", "eventual");
            using var response = await _client.SendAsync(request);
            Assert.True(response.IsSuccessStatusCode, $"{url}: {await response.Content.ReadAsStringAsync()}");
        }

        var mistakes = checker.Check(_lab.Requests, answers: true);
        Assert.True(mistakes.Count == 0, string.Join(Environment.NewLine, mistakes));
    }

    [SkippableFact]
    public async Task Every_write_is_in_the_contract_and_answers_in_its_shape()
    {
        var checker = Checker();
        await WriteDirectoryAsync();
        await WriteApplicationsAsync();
        await WritePimAsync();
        await WritePoliciesAsync();
        await WriteGdapAsync();
        await WriteReviewsAsync();
        var mistakes = checker.Check(_lab.Requests, answers: true);
        Assert.True(mistakes.Count == 0, string.Join(Environment.NewLine, mistakes));
    }

    [SkippableFact]
    public void The_shipped_schema_is_what_the_contract_says()
    {
        Skip.If(GraphContract.Instance is null, Repository.NoGraphContract);
        Assert.Empty(ShippedSchema.Differences(GraphContract.Instance));
    }

    private static ContractChecker Checker()
    {
        Skip.If(GraphContract.Instance is null, Repository.NoGraphContract);
        return new ContractChecker(GraphContract.Instance);
    }

    private IEnumerable<string> Reads()
    {
        var (user, group, unit, app, principal, device, role, relationship) = _lab.Inspect(d => (
            d.Users.First(u => u["userType"] == "Member" && u.Flag("onPremisesSyncEnabled") == true && d.Edges(Relations.Manager).From(u.Id).Count > 0).Id,
            d.Groups.First().Id,
            d.Set(Sets.AdministrativeUnits).All.First().Id,
            d.Set(Sets.Applications).All.First().Id,
            d.Set(Sets.AppRoleAssignments).All.First()["principalId"],
            d.Set(Sets.Devices).All.First().Id,
            d.Set(Sets.DirectoryRoles).All.First().Id,
            d.Set(Sets.Relationships).All.First(r => r["status"] == "active").Id));
        string[] sets =
        [
            "users", "groups", "applications", "servicePrincipals", "devices", "directoryRoles", "directoryRoleTemplates", "subscribedSkus", "domains", "organization", "contracts",
            "oauth2PermissionGrants", "directory/administrativeUnits", "identity/conditionalAccess/policies", "identity/conditionalAccess/namedLocations",
            "identity/conditionalAccess/templates", "identity/conditionalAccess/authenticationContextClassReferences",
            "policies/authenticationStrengthPolicies", "policies/authorizationPolicy", "policies/authenticationMethodsPolicy", "policies/identitySecurityDefaultsEnforcementPolicy",
            "policies/crossTenantAccessPolicy", "policies/crossTenantAccessPolicy/default", "policies/crossTenantAccessPolicy/partners", "policies/adminConsentRequestPolicy",
            "auditLogs/signIns", "auditLogs/directoryAudits", "reports/authenticationMethods/userRegistrationDetails", "deviceManagement/managedDevices",
            "identityGovernance/accessReviews/definitions", "tenantRelationships/delegatedAdminRelationships", "tenantRelationships/delegatedAdminCustomers",
            "roleManagement/directory/roleDefinitions", "roleManagement/directory/roleAssignments", "roleManagement/directory/roleAssignmentSchedules",
            "roleManagement/directory/roleAssignmentScheduleInstances", "roleManagement/directory/roleAssignmentScheduleRequests",
            "roleManagement/directory/roleEligibilitySchedules", "roleManagement/directory/roleEligibilityScheduleInstances",
            "roleManagement/directory/roleEligibilityScheduleRequests", "directory/deletedItems/graph.user",
            "users/delta()", "groups/delta()", "applications/delta()", "servicePrincipals/delta()", "directoryRoles/delta()", "oauth2PermissionGrants/delta()",
        ];
        string[] kinds = ["assignmentSchedules", "assignmentScheduleInstances", "assignmentScheduleRequests", "eligibilitySchedules", "eligibilityScheduleInstances", "eligibilityScheduleRequests"];
        string[] others =
        [
            "users?$select=id,displayName,accountEnabled,userType,onPremisesSyncEnabled,signInActivity,assignedLicenses,createdDateTime,mailNickname&$top=999",
            $"users/{user}", $"users/{user}/manager", $"users/{user}/memberOf", $"users/{user}/transitiveMemberOf", $"users/{user}/ownedObjects", $"users/{user}/registeredDevices",
            $"users/{user}/authentication/methods", $"users/{user}/authentication/phoneMethods", $"users/{user}/licenseDetails", $"users/{user}/appRoleAssignments",
            $"users/{user}/oauth2PermissionGrants", $"users/{user}/directReports",
            $"groups/{group}", $"groups/{group}/members", $"groups/{group}/transitiveMembers", $"groups/{group}/owners", $"groups/{group}/memberOf", $"groups/{group}/members/graph.user?$count=true",
            $"directory/administrativeUnits/{unit}/members", $"directory/administrativeUnits/{unit}/scopedRoleMembers",
            $"applications/{app}", $"applications/{app}/owners", $"applications/{app}/federatedIdentityCredentials",
            $"servicePrincipals/{principal}", $"servicePrincipals/{principal}/appRoleAssignments", $"servicePrincipals/{principal}/owners", $"servicePrincipals/{principal}/oauth2PermissionGrants",
            $"devices/{device}", $"devices/{device}/registeredOwners", $"directoryRoles/{role}/members",
            $"servicePrincipals(appId='00000003-0000-0000-c000-000000000000')?$select=id,appRoles",
            "roleManagement/directory/roleAssignments?$expand=principal", "roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal,roleDefinition",
            "policies/roleManagementPolicyAssignments?$filter=scopeId eq '/' and scopeType eq 'DirectoryRole'&$expand=policy($expand=rules)",
            $"tenantRelationships/delegatedAdminRelationships/{relationship}", $"tenantRelationships/delegatedAdminRelationships/{relationship}/accessAssignments",
        ];
        return sets.Concat(kinds.Select(k => $"identityGovernance/privilegedAccess/group/{k}?$filter=groupId eq '{group}'")).Concat(others);
    }

    private async Task WriteDirectoryAsync()
    {
        var user = (await PostAsync("users", """{"accountEnabled":true,"displayName":"New Person","mailNickname":"new.person","userPrincipalName":"new.person@contoso.example","usageLocation":"US","passwordProfile":{"password":"Str0ng-Pass-1","forceChangePasswordNextSignIn":true}}"""))["id"];
        await SendAsync(HttpMethod.Patch, $"users/{user}", """{"department":"Sales","accountEnabled":false}""");
        await PostAsync($"users/{user}/revokeSignInSessions", null);
        await PostAsync($"users/{user}/assignLicense", """{"addLicenses":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":[]}],"removeLicenses":[]}""");
        await PostAsync($"users/{user}/authentication/temporaryAccessPassMethods", """{"lifetimeInMinutes":60,"isUsableOnce":true}""");
        await PostAsync("invitations", """{"invitedUserEmailAddress":"guest@other.example","inviteRedirectUrl":"https://myapps.microsoft.com","sendInvitationMessage":false}""");
        var manager = _lab.Inspect(d => d.Users.First().Id);
        await SendAsync(HttpMethod.Put, $"users/{user}/manager/$ref", Reference(manager));
        var group = (await PostAsync("groups", """{"displayName":"G","mailEnabled":false,"mailNickname":"g","securityEnabled":true,"isAssignableToRole":true}"""))["id"];
        await PostAsync($"groups/{group}/members/$ref", Reference($"{user}"));
        await PostAsync($"groups/{group}/owners/$ref", Reference($"{user}"));
        await SendAsync(HttpMethod.Delete, $"groups/{group}/members/{user}/$ref", null);
        await SendAsync(HttpMethod.Patch, $"groups/{group}", """{"description":"changed"}""");
        var unit = (await PostAsync("directory/administrativeUnits", """{"displayName":"Unit"}"""))["id"];
        await PostAsync($"directory/administrativeUnits/{unit}/members/$ref", Reference($"{user}"));
        await PostAsync("directoryObjects/getByIds", $$"""{"ids":["{{user}}","{{group}}"],"types":["user","group"]}""");
        await PostAsync($"users/{user}/checkMemberGroups", $$"""{"groupIds":["{{group}}"]}""");
        await PostAsync($"users/{user}/getMemberObjects", """{"securityEnabledOnly":false}""");
        var custom = (await PostAsync("roleManagement/directory/roleDefinitions", """{"displayName":"Custom","isEnabled":true,"rolePermissions":[{"allowedResourceActions":["microsoft.directory/applications/basic/read"]}]}"""))["id"];
        var assignment = (await PostAsync("roleManagement/directory/roleAssignments", $$"""{"principalId":"{{group}}","roleDefinitionId":"{{custom}}","directoryScopeId":"/"}"""))["id"];
        await SendAsync(HttpMethod.Delete, $"roleManagement/directory/roleAssignments/{assignment}", null);
        await SendAsync(HttpMethod.Delete, $"users/{user}", null);
        await PostAsync($"directory/deletedItems/{user}/restore", null);
    }

    private async Task WriteApplicationsAsync()
    {
        var app = await PostAsync("applications", """{"displayName":"App","signInAudience":"AzureADMyOrg"}""");
        var principal = await PostAsync("servicePrincipals", $$"""{"appId":"{{app["appId"]}}"}""");
        var secret = await PostAsync($"applications/{app["id"]}/addPassword", """{"passwordCredential":{"displayName":"s"}}""");
        await PostAsync($"applications/{app["id"]}/removePassword", $$"""{"keyId":"{{secret["keyId"]}}"}""");
        await PostAsync($"applications/{app["id"]}/federatedIdentityCredentials", """{"name":"f","issuer":"https://issuer.example","subject":"s","audiences":["api://AzureADTokenExchange"]}""");
        var graph = _lab.Inspect(d => d.Set(Sets.ServicePrincipals).Where("appId", "00000003-0000-0000-c000-000000000000")[0].Id);
        var role = await PostAsync($"servicePrincipals/{principal["id"]}/appRoleAssignments", $$"""{"principalId":"{{principal["id"]}}","resourceId":"{{graph}}","appRoleId":"df021288-bdef-4463-88db-98f22de89214"}""");
        await SendAsync(HttpMethod.Delete, $"servicePrincipals/{principal["id"]}/appRoleAssignments/{role["id"]}", null);
        var grant = await PostAsync("oauth2PermissionGrants", $$"""{"clientId":"{{principal["id"]}}","consentType":"AllPrincipals","resourceId":"{{graph}}","scope":"User.Read"}""");
        await SendAsync(HttpMethod.Delete, $"oauth2PermissionGrants/{grant["id"]}", null);
        await SendAsync(HttpMethod.Patch, $"servicePrincipals/{principal["id"]}", """{"accountEnabled":false}""");
        await SendAsync(HttpMethod.Delete, $"applications/{app["id"]}", null);
    }

    private async Task WritePimAsync()
    {
        var user = _lab.Inspect(d => d.Users.First(u => d.Set(Sets.RoleAssignments).Where("principalId", u.Id).Count == 0).Id);
        var group = _lab.Inspect(d => d.Groups.First(g => g.Flag("isAssignableToRole") == true).Id);
        const string Schedule = """{"startDateTime":"2026-11-01T08:00:00Z","expiration":{"type":"afterDuration","duration":"PT2H"} }""";
        foreach (var set in (string[])["roleAssignmentScheduleRequests", "roleEligibilityScheduleRequests"])
        {
            await PostAsync($"roleManagement/directory/{set}", $$"""{"action":"adminAssign","principalId":"{{user}}","roleDefinitionId":"{{Helpdesk}}","directoryScopeId":"/","justification":"j","scheduleInfo":{{Schedule}} }""");
        }

        foreach (var set in (string[])["assignmentScheduleRequests", "eligibilityScheduleRequests"])
        {
            await PostAsync($"identityGovernance/privilegedAccess/group/{set}", $$"""{"action":"adminAssign","principalId":"{{user}}","groupId":"{{group}}","accessId":"member","justification":"j","scheduleInfo":{{Schedule}} }""");
        }

        var policy = _lab.Inspect(d => d.Set(Sets.RolePolicyAssignments).Where("roleDefinitionId", Helpdesk)[0]["policyId"]);
        await SendAsync(HttpMethod.Patch, $"policies/roleManagementPolicies/{policy}/rules/Expiration_EndUser_Assignment", """{"@odata.type":"#microsoft.graph.unifiedRoleManagementPolicyExpirationRule","id":"Expiration_EndUser_Assignment","isExpirationRequired":true,"maximumDuration":"PT4H"}""");
    }

    private async Task WritePoliciesAsync()
    {
        var location = (await PostAsync("identity/conditionalAccess/namedLocations", """{"@odata.type":"#microsoft.graph.ipNamedLocation","displayName":"L","isTrusted":false,"ipRanges":[{"@odata.type":"#microsoft.graph.iPv4CidrRange","cidrAddress":"198.51.100.0/24"}]}"""))["id"];
        var strength = (await PostAsync("policies/authenticationStrengthPolicies", """{"displayName":"S","allowedCombinations":["fido2"]}"""))["id"];
        var policy = (await PostAsync("identity/conditionalAccess/policies", $$"""
            {"displayName":"P","state":"enabledForReportingButNotEnforced","conditions":{"clientAppTypes":["all"],"applications":{"includeApplications":["All"]},"users":{"includeUsers":["All"]},
            "locations":{"includeLocations":["All"],"excludeLocations":["{{location}}"]} },"grantControls":{"operator":"OR","builtInControls":[],"authenticationStrength":{"id":"{{strength}}"} } }
            """))["id"];
        await SendAsync(HttpMethod.Patch, $"identity/conditionalAccess/policies/{policy}", """{"state":"enabled"}""");
        await GetAsync($"identity/conditionalAccess/policies/{policy}");
        await SendAsync(HttpMethod.Delete, $"identity/conditionalAccess/policies/{policy}", null);
        await SendAsync(HttpMethod.Delete, $"identity/conditionalAccess/namedLocations/{location}", null);
        await PostAsync($"policies/authenticationStrengthPolicies/{strength}/updateAllowedCombinations", """{"allowedCombinations":["fido2","windowsHelloForBusiness"]}""");
        await SendAsync(HttpMethod.Patch, "policies/authorizationPolicy", """{"allowInvitesFrom":"adminsAndGuestInviters","defaultUserRolePermissions":{"allowedToCreateApps":false}}""");
        await SendAsync(HttpMethod.Patch, "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/Sms", """{"@odata.type":"#microsoft.graph.smsAuthenticationMethodConfiguration","state":"disabled"}""");
        await PostAsync("policies/crossTenantAccessPolicy/partners", """{"tenantId":"11111111-2222-4333-8444-555555555556","inboundTrust":{"isMfaAccepted":true}}""");
        await SendAsync(HttpMethod.Patch, "policies/crossTenantAccessPolicy/default", """{"inboundTrust":{"isMfaAccepted":true}}""");
    }

    private async Task WriteGdapAsync()
    {
        const string Path = "tenantRelationships/delegatedAdminRelationships";
        var relationship = await PostAsync(Path, $$"""{"displayName":"R","duration":"P365D","customer":{"tenantId":"11111111-2222-4333-8444-555555555557","displayName":"C"},"accessDetails":{"unifiedRoles":[{"roleDefinitionId":"{{Helpdesk}}"}]},"autoExtendDuration":"PT0S"}""");
        await PostAsync($"{Path}/{relationship["id"]}/requests", """{"action":"lockForApproval"}""");
        await PostAsync($"{Path}/{relationship["id"]}/requests", """{"action":"approve"}""");
        var group = _lab.Inspect(d => d.Groups.First(g => g.Flag("securityEnabled") == true).Id);
        var access = await PostAsync($"{Path}/{relationship["id"]}/accessAssignments", $$"""{"accessContainer":{"accessContainerId":"{{group}}","accessContainerType":"securityGroup"},"accessDetails":{"unifiedRoles":[{"roleDefinitionId":"{{Helpdesk}}"}]} }""");
        var read = await GetAsync($"{Path}/{relationship["id"]}/accessAssignments/{access["id"]}");
        await SendAsync(HttpMethod.Delete, $"{Path}/{relationship["id"]}/accessAssignments/{access["id"]}", null, read["@odata.etag"]!.ToString());
    }

    private async Task WriteReviewsAsync()
    {
        var group = _lab.Inspect(d => d.Groups.First(g => d.Edges(Relations.Members).From(g.Id).Count > 1).Id);
        var definition = await PostAsync("identityGovernance/accessReviews/definitions", $$"""{"displayName":"Review","scope":{"@odata.type":"#microsoft.graph.accessReviewQueryScope","query":"/groups/{{group}}/transitiveMembers","queryType":"MicrosoftGraph"},"reviewers":[],"settings":{"instanceDurationInDays":7,"recommendationsEnabled":true} }""");
        var path = $"identityGovernance/accessReviews/definitions/{definition["id"]}/instances";
        var instance = (await GetAsync(path))["value"]![0]!["id"];
        await GetAsync($"{path}/{instance}/decisions");
        await PostAsync($"{path}/{instance}/batchRecordDecisions", """{"decision":"Deny","justification":"x"}""");
        await PostAsync($"{path}/{instance}/stop", null);
        await PostAsync($"{path}/{instance}/applyDecisions", null);
    }

    private static string Reference(string id) => $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{{id}}"}""";

    private Task<JsonNode> PostAsync(string url, string? body) => SendAsync(HttpMethod.Post, url, body);

    private Task<JsonNode> GetAsync(string url) => SendAsync(HttpMethod.Get, url, null);

    private async Task<JsonNode> SendAsync(HttpMethod method, string url, string? body, string? match = null)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = JsonContent.Create(JsonNode.Parse(body));
        }

        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {url}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
