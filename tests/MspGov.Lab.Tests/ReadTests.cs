using System.Net;
using System.Text;
using System.Text.Json;
using MspGov.Core.Services;
using MspGov.Testing.Lab;

namespace MspGov.Lab.Tests;

public class ReadTests
{
    private readonly TestLab _lab = TestLab.Create();

    [Fact]
    public async Task Pages_follow_next_links_to_every_user_once()
    {
        using var client = _lab.Client();
        var ids = new List<string>();
        var url = "users?$top=7&$select=id";
        while (url is not null)
        {
            using var page = await GetAsync(client, url);
            ids.AddRange(page.RootElement.GetProperty("value").EnumerateArray().Select(u => u.GetProperty("id").GetString()!));
            url = page.RootElement.TryGetProperty("@odata.nextLink", out var next) ? next.GetString() : null;
        }

        Assert.Equal(_lab.Inspect(d => d.Users.Select(u => u.Id).ToList()), ids);
    }

    [Theory]
    [InlineData("users?$select=id,displayName,accountEnabled,userType,signInActivity")]
    [InlineData("groups?$top=999&$select=id,isAssignableToRole")]
    [InlineData("servicePrincipals?$select=id,appId,keyCredentials,passwordCredentials&$top=5")]
    [InlineData("directoryRoles?$expand=members")]
    [InlineData("roleManagement/directory/roleDefinitions")]
    [InlineData("roleManagement/directory/roleAssignments?$expand=principal")]
    [InlineData("roleManagement/directory/roleAssignmentScheduleInstances")]
    [InlineData("roleManagement/directory/roleEligibilityScheduleInstances?$expand=roleDefinition,principal")]
    [InlineData("oauth2PermissionGrants")]
    [InlineData("directory/administrativeUnits?$expand=members")]
    [InlineData("applications?$expand=owners($select=id)")]
    [InlineData("users?$filter=userType eq 'Guest'")]
    [InlineData("organization")]
    [InlineData("subscribedSkus")]
    [InlineData("users/delta?$select=id")]
    public async Task Answers_with_a_value_that_is_not_empty(string url)
    {
        using var client = _lab.Client();
        using var answer = await GetAsync(client, url);
        Assert.NotEqual(0, answer.RootElement.GetProperty("value").GetArrayLength());
    }

    [Fact]
    public async Task A_batch_has_a_status_for_each_item()
    {
        using var client = _lab.Client();
        var group = _lab.Inspect(d => d.Groups.First().Id);
        var body = $$"""{"requests":[{"id":"1","method":"GET","url":"/groups/{{group}}/members?$select=id"},{"id":"2","method":"GET","url":"/users/nobody"}]}""";
        using var response = await client.PostAsync("$batch", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var statuses = document.RootElement.GetProperty("responses").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetString()!, r => r.GetProperty("status").GetInt32());
        Assert.Equal((200, 404), (statuses["1"], statuses["2"]));
    }

    [Theory]
    [InlineData("directoryRoles?$top=5", 400, "Request_UnsupportedQuery")]
    [InlineData("users?$filter=accountEnabled ne true", 400, "Request_UnsupportedQuery")]
    [InlineData("users?$select=nonsense", 400, "BadRequest")]
    [InlineData("identityGovernance/privilegedAccess/group/eligibilityScheduleInstances", 400, "MissingParameters")]
    [InlineData("policies/roleManagementPolicies", 400, "MissingParameters")]
    [InlineData("directory/deletedItems", 400, "Request_UnsupportedQuery")]
    [InlineData("nothing", 400, "BadRequest")]
    public async Task Refuses_what_Graph_refuses(string url, int status, string code)
    {
        using var client = _lab.Client();
        using var response = await client.GetAsync(url);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((status, code), ((int)response.StatusCode, document.RootElement.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Serves_many_tenants_over_http_by_the_tid_of_the_token()
    {
        await using var server = await LabServer.StartAsync(2, LabSize.Small);
        foreach (var tenant in server.Tenants)
        {
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Add("Authorization", "Bearer " + tenant.Token);
            using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri(server.Endpoint, "/v1.0/organization")));
            Assert.Equal(tenant.TenantId, document.RootElement.GetProperty("value")[0].GetProperty("id").GetString());
        }
    }

    [Fact]
    public void A_large_tenant_has_ten_thousand_users_with_unique_names()
    {
        var lab = TestLab.Create("big", LabSize.Large);
        var names = lab.Inspect(d => d.Users.Select(u => u["userPrincipalName"]!).ToList());
        Assert.Equal((10_000, 10_000), (names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count()));
    }

    private static async Task<JsonDocument> GetAsync(HttpClient client, string url)
    {
        using var response = await client.GetAsync(url);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{url}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text);
    }
}
