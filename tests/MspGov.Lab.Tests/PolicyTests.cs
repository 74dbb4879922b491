using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Lab.Tests;

public class PolicyTests
{
    private readonly TestLab _lab = TestLab.Create();
    private readonly HttpClient _client;

    public PolicyTests() => _client = _lab.Client();

    [Theory]
    [InlineData("""{"displayName":"P","state":"enabled","conditions":{"users":{"includeUsers":["All"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}""")]
    [InlineData("""{"displayName":"P","state":"enabled","conditions":{"applications":{"includeApplications":["All"]}},"grantControls":{"operator":"OR","builtInControls":["mfa"]}}""")]
    [InlineData("""{"displayName":"P","state":"enabled","conditions":{"applications":{"includeApplications":["All"]},"users":{"includeUsers":["All"]}}}""")]
    public async Task A_conditional_access_policy_needs_applications_users_and_controls(string body)
    {
        var answer = await PostAsync("identity/conditionalAccess/policies", body, 400);
        Assert.StartsWith("1032:", answer["error"]!["innerError"]!["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("includeUsers", "11111111-1111-4111-8111-111111111111")]
    [InlineData("includeRoles", "11111111-1111-4111-8111-111111111111")]
    public async Task A_conditional_access_policy_may_name_only_what_exists(string list, string id) =>
        await PostAsync("identity/conditionalAccess/policies", $$"""{"displayName":"P","state":"disabled","conditions":{"applications":{"includeApplications":["All"]},"users":{"{{list}}":["{{id}}"]} },"grantControls":{"operator":"OR","builtInControls":["mfa"]} }""", 400);

    [Fact]
    public async Task Security_defaults_and_enabled_policies_exclude_each_other()
    {
        await SendAsync(HttpMethod.Patch, "policies/identitySecurityDefaultsEnforcementPolicy", """{"isEnabled":true}""", 400);
        foreach (var policy in _lab.Inspect(d => d.Set(Sets.ConditionalPolicies).All.Select(p => p.Id).ToList()))
        {
            await SendAsync(HttpMethod.Patch, $"identity/conditionalAccess/policies/{policy}", """{"state":"disabled"}""", 204);
        }

        await SendAsync(HttpMethod.Patch, "policies/identitySecurityDefaultsEnforcementPolicy", """{"isEnabled":true}""", 204);
        var one = _lab.Inspect(d => d.Set(Sets.ConditionalPolicies).All.First().Id);
        await SendAsync(HttpMethod.Patch, $"identity/conditionalAccess/policies/{one}", """{"state":"enabled"}""", 400);
    }

    [Fact]
    public async Task A_trusted_location_is_untrusted_before_it_is_deleted()
    {
        var location = _lab.Inspect(d => d.Set(Sets.NamedLocations).All.First(l => l.Flag("isTrusted") == true).Id);
        await SendAsync(HttpMethod.Delete, $"identity/conditionalAccess/namedLocations/{location}", null, 400);
        await SendAsync(HttpMethod.Patch, $"identity/conditionalAccess/namedLocations/{location}", """{"@odata.type":"#microsoft.graph.ipNamedLocation","isTrusted":false}""", 204);
        await SendAsync(HttpMethod.Delete, $"identity/conditionalAccess/namedLocations/{location}", null, 204);
    }

    [Fact]
    public async Task A_role_assignable_group_takes_no_group_and_a_dynamic_one_nobody()
    {
        var (assignable, dynamic, other, user) = _lab.Inspect(d => (
            d.Groups.First(g => g.Flag("isAssignableToRole") == true).Id,
            d.Groups.First(g => g["membershipRule"] is not null).Id,
            d.Groups.Last(g => g.Flag("isAssignableToRole") != true).Id,
            d.Users.Last().Id));
        await PostAsync($"groups/{assignable}/members/$ref", Reference(other), 400);
        await PostAsync($"groups/{dynamic}/members/$ref", Reference(user), 400);
        await SendAsync(HttpMethod.Patch, $"groups/{other}", """{"isAssignableToRole":true}""", 400);
    }

    [Fact]
    public async Task A_gdap_change_needs_the_tag_that_was_read()
    {
        var lab = TestLab.Create(new Core.Services.LabTenantRequest { Name = "msp", Partner = true });
        using var client = lab.Client();
        var (relationship, access) = lab.Inspect(d => d.Set(Sets.RelationshipAccess).All.Select(a => (a.Parent!, a.Id)).First());
        var path = $"tenantRelationships/delegatedAdminRelationships/{relationship}/accessAssignments/{access}";
        using var without = await client.DeleteAsync(path);
        using var wrong = new HttpRequestMessage(HttpMethod.Delete, path);
        wrong.Headers.TryAddWithoutValidation("If-Match", "W/\"old\"");
        using var refused = await client.SendAsync(wrong);
        using var right = new HttpRequestMessage(HttpMethod.Delete, path);
        right.Headers.TryAddWithoutValidation("If-Match", JsonNode.Parse(await client.GetStringAsync(path))!["@odata.etag"]!.ToString());
        using var done = await client.SendAsync(right);
        Assert.Equal((400, 412, 204), ((int)without.StatusCode, (int)refused.StatusCode, (int)done.StatusCode));
    }

    [Fact]
    public async Task A_denial_is_silently_not_applied_to_a_dynamic_group()
    {
        var group = _lab.Inspect(d => d.Groups.First(g => g["membershipRule"] is not null).Id);
        var definition = await PostAsync("identityGovernance/accessReviews/definitions", $$"""{"displayName":"R","scope":{"@odata.type":"#microsoft.graph.accessReviewQueryScope","query":"/groups/{{group}}/transitiveMembers"} }""", 201);
        var path = $"identityGovernance/accessReviews/definitions/{definition["id"]}/instances";
        var instance = JsonNode.Parse(await _client.GetStringAsync(path))!["value"]![0]!["id"];
        var before = _lab.Inspect(d => d.Edges(Relations.Members).From(group).Count);
        await PostAsync($"{path}/{instance}/batchRecordDecisions", """{"decision":"Deny"}""", 204);
        await PostAsync($"{path}/{instance}/stop", "{}", 204);
        await PostAsync($"{path}/{instance}/applyDecisions", "{}", 204);
        Assert.Equal(before, _lab.Inspect(d => d.Edges(Relations.Members).From(group).Count));
    }

    [Fact]
    public async Task Deleting_an_application_takes_its_service_principal_with_it()
    {
        var application = _lab.Inspect(d => d.Set(Sets.Applications).All.First());
        await SendAsync(HttpMethod.Delete, $"applications/{application.Id}", null, 204);
        Assert.Empty(_lab.Inspect(d => d.Set(Sets.ServicePrincipals).Where("appId", application["appId"]!).ToList()));
        Assert.Equal(2, _lab.Inspect(d => d.Set(Sets.Deleted).Count));
    }

    [Fact]
    public async Task A_deleted_policy_comes_back_as_it_was()
    {
        var policy = _lab.Inspect(d => d.Set(Sets.ConditionalPolicies).All.First());
        await SendAsync(HttpMethod.Delete, $"identity/conditionalAccess/policies/{policy.Id}", null, 204);
        Assert.Null(_lab.Inspect(d => d.Find(Sets.ConditionalPolicies, policy.Id)));
        await SendAsync(HttpMethod.Get, $"identity/conditionalAccess/deletedItems/policies/{policy.Id}", null, 200);
        await SendAsync(HttpMethod.Post, $"identity/conditionalAccess/deletedItems/policies/{policy.Id}/restore", null, 200);
        Assert.Equal(policy.Json, _lab.Inspect(d => d.Find(Sets.ConditionalPolicies, policy.Id)!.Json));
    }

    [Fact]
    public async Task A_cast_is_an_advanced_query()
    {
        var user = _lab.Inspect(d => d.Users.First().Id);
        await SendAsync(HttpMethod.Get, $"users/{user}/transitiveMemberOf/microsoft.graph.group", null, 400);
        _client.DefaultRequestHeaders.Add("ConsistencyLevel", "eventual");
        await SendAsync(HttpMethod.Get, $"users/{user}/transitiveMemberOf/microsoft.graph.group?$count=true", null, 200);
    }

    private static string Reference(string id) => $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{{id}}"}""";

    private Task<JsonNode> PostAsync(string url, string body, int status) => SendAsync(HttpMethod.Post, url, body, status);

    private async Task<JsonNode> SendAsync(HttpMethod method, string url, string? body, int status)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = JsonContent.Create(JsonNode.Parse(body));
        }

        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{method} {url}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
