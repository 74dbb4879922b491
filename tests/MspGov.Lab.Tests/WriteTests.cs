using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Lab.Tests;

public class WriteTests
{
    private const string HelpdeskAdministrator = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly TestLab _lab;
    private readonly HttpClient _client;

    public WriteTests()
    {
        _lab = TestLab.Create(time: _time);
        _client = _lab.Client();
    }

    [Fact]
    public async Task A_group_takes_members_refuses_duplicates_and_gives_them_back()
    {
        var group = await PostAsync("groups", """{"displayName":"New","mailEnabled":false,"mailNickname":"new","securityEnabled":true}""", 201);
        var user = _lab.Inspect(d => d.Users.First().Id);
        var reference = $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{{user}}"}""";
        await PostAsync($"groups/{group["id"]}/members/$ref", reference, 204);
        var error = await PostAsync($"groups/{group["id"]}/members/$ref", reference, 400);
        Assert.Contains("already exist", error["error"]!["message"]!.ToString(), StringComparison.Ordinal);
        await SendAsync(HttpMethod.Delete, $"groups/{group["id"]}/members/{user}/$ref", null, 204);
        Assert.Empty((await GetAsync($"groups/{group["id"]}/members"))["value"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"displayName":"x","mailEnabled":false,"mailNickname":"x","securityEnabled":true,"nonsense":1}""")]
    [InlineData("""{"displayName":"x","mailEnabled":false,"mailNickname":"x","securityEnabled":true,"createdDateTime":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"displayName":"x","mailEnabled":"no","mailNickname":"x","securityEnabled":true}""")]
    [InlineData("""{"displayName":"x"}""")]
    public async Task A_body_that_the_contract_forbids_is_refused(string body) => await PostAsync("groups", body, 400);

    [Fact]
    public async Task A_deleted_user_is_in_the_bin_and_comes_back_with_memberships_and_roles()
    {
        var user = _lab.Inspect(d => d.Set(Sets.RoleAssignments).All.Select(a => a["principalId"]!).First(p => d.Edges(Relations.Members).To(p).Count > 0 && d.Find(Sets.Users, p) is not null));
        var before = _lab.Inspect(d => (d.Edges(Relations.Members).To(user).Count, d.Set(Sets.RoleAssignments).Where("principalId", user).Count));
        await SendAsync(HttpMethod.Delete, $"users/{user}", null, 204);
        Assert.Equal((0, 0), _lab.Inspect(d => (d.Edges(Relations.Members).To(user).Count, d.Set(Sets.RoleAssignments).Where("principalId", user).Count)));
        await GetAsync($"users/{user}", 404);
        Assert.Contains((await GetAsync("directory/deletedItems/microsoft.graph.user"))["value"]!.AsArray(), u => u!["id"]!.ToString() == user);
        await PostAsync($"directory/deletedItems/{user}/restore", "{}", 200);
        Assert.Equal(before, _lab.Inspect(d => (d.Edges(Relations.Members).To(user).Count, d.Set(Sets.RoleAssignments).Where("principalId", user).Count)));
    }

    [Fact]
    public async Task A_pim_assignment_begins_is_read_back_and_ends_by_the_clock()
    {
        var user = FreeUser();
        var request = await RequestAsync("adminAssign", user, "PT2H", 201);
        Assert.Equal("Provisioned", request["status"]!.ToString());
        Assert.Single(await InstancesAsync(user));
        _time.Advance(TimeSpan.FromHours(2) + TimeSpan.FromSeconds(1));
        Assert.Empty(await InstancesAsync(user));
        Assert.Empty((await GetAsync($"roleManagement/directory/roleAssignments?$filter=principalId eq '{user}'"))["value"]!.AsArray());
    }

    [Fact]
    public async Task Pim_refuses_what_policy_and_state_forbid()
    {
        var user = FreeUser();
        Assert.Equal("ActiveDurationTooShort", Code(await RequestAsync("adminAssign", user, "PT1M", 400)));
        Assert.Equal("RoleAssignmentRequestPolicyValidationFailed", Code(await RequestAsync("adminAssign", user, null, 400)));
        Assert.Equal("RoleAssignmentDoesNotExist", Code(await RequestAsync("adminRemove", user, null, 400)));
        await RequestAsync("adminAssign", user, "PT2H", 201);
        Assert.Equal("RoleAssignmentExists", Code(await RequestAsync("adminAssign", user, "PT2H", 400)));
        Assert.Equal("ActiveDurationTooShort", Code(await RequestAsync("adminRemove", user, null, 400)));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("Revoked", (await RequestAsync("adminRemove", user, null, 201))["status"]!.ToString());
        Assert.Empty(await InstancesAsync(user));
    }

    [Fact]
    public async Task A_future_start_is_granted_begins_later_and_can_be_cancelled_before()
    {
        var (first, second) = (FreeUser(), FreeUser(1));
        var start = _time.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture);
        var one = await RequestAsync("adminAssign", first, "PT2H", 201, start);
        var two = await RequestAsync("adminAssign", second, "PT2H", 201, start);
        Assert.Equal("Granted", one["status"]!.ToString());
        await PostAsync($"roleManagement/directory/roleAssignmentScheduleRequests/{two["id"]}/cancel", null, 204);
        Assert.Empty(await InstancesAsync(first));
        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Single(await InstancesAsync(first));
        Assert.Empty(await InstancesAsync(second));
    }

    [Fact]
    public async Task Pim_for_groups_gives_membership_until_its_end()
    {
        var group = _lab.Inspect(d => d.Groups.First(g => g.Flag("isAssignableToRole") == true).Id);
        var user = FreeUser();
        var body = $$$"""{"accessId":"member","groupId":"{{{group}}}","principalId":"{{{user}}}","action":"adminAssign","justification":"x","scheduleInfo":{"expiration":{"type":"afterDuration","duration":"PT1H"} } }""";
        await PostAsync("identityGovernance/privilegedAccess/group/assignmentScheduleRequests", body, 201);
        Assert.True(_lab.Inspect(d => d.Edges(Relations.Members).Has(group, user)));
        _time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        Assert.False(_lab.Inspect(d => d.Edges(Relations.Members).Has(group, user)));
    }

    [Fact]
    public async Task False_success_changes_nothing_and_applied_but_failed_does()
    {
        var user = _lab.Inspect(d => d.Users.First(u => u["userType"] == "Member" && u.Flag("onPremisesSyncEnabled") != true).Id);
        _lab.Behaviour = new() { FalseSuccessPaths = ["/users"] };
        await SendAsync(HttpMethod.Patch, $"users/{user}", """{"accountEnabled":false}""", 204);
        Assert.True(_lab.Inspect(d => d.Find(Sets.Users, user)!.Flag("accountEnabled")));
        _lab.Behaviour = new() { AppliedButFailedPaths = ["PATCH /users/*"] };
        await SendAsync(HttpMethod.Patch, $"users/{user}", """{"accountEnabled":false}""", 500);
        Assert.False(_lab.Inspect(d => d.Find(Sets.Users, user)!.Flag("accountEnabled")));
    }

    [Fact]
    public async Task Late_visibility_shows_a_write_only_after_the_delay()
    {
        _lab.Behaviour = new() { VisibilityDelay = TimeSpan.FromSeconds(60) };
        var group = await PostAsync("groups", """{"displayName":"Late","mailEnabled":false,"mailNickname":"late","securityEnabled":true}""", 201);
        await GetAsync($"groups/{group["id"]}", 404);
        _time.Advance(TimeSpan.FromSeconds(61));
        await GetAsync($"groups/{group["id"]}");
    }

    [Fact]
    public async Task Delta_tells_changes_since_the_token()
    {
        var delta = await GetAsync("groups/delta?$select=displayName,members");
        while (delta["@odata.nextLink"] is { } next)
        {
            delta = await GetAsync(next.ToString());
        }

        var group = await PostAsync("groups", """{"displayName":"Delta","mailEnabled":false,"mailNickname":"delta","securityEnabled":true}""", 201);
        var user = _lab.Inspect(d => d.Users.First().Id);
        await PostAsync($"groups/{group["id"]}/members/$ref", $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/users/{{user}}"}""", 204);
        var changes = (await GetAsync(delta["@odata.deltaLink"]!.ToString()))["value"]!.AsArray();
        Assert.Equal(group["id"]!.ToString(), Assert.Single(changes)!["id"]!.ToString());
        Assert.Equal(user, changes[0]!["members@delta"]![0]!["id"]!.ToString());
    }

    [Fact]
    public void Two_processes_share_a_tenant_through_its_folder()
    {
        var folder = Directory.CreateTempSubdirectory("lab-");
        try
        {
            var (one, two) = (new LabTenants(folder.FullName), new LabTenants(folder.FullName));
            one.Create(new() { Name = "shared" });
            var user = one.Store("shared").Inspect(d => d.Users.First());
            _ = two.Store("shared").Inspect(d => d.Version);
            one.Store("shared").Change((d, t) => t.Put(user.With(n => n["department"] = "Changed")));
            Assert.Equal("Changed", two.Store("shared").Inspect(d => d.Find(Sets.Users, user.Id)!["department"]));
            two.Store("shared").Change((d, t) => t.Delete(d.Find(Sets.Users, user.Id)!));
            Assert.Null(one.Store("shared").Inspect(d => d.Find(Sets.Users, user.Id)));
            Assert.Null(new LabTenants(folder.FullName).Store("shared").Inspect(d => d.Find(Sets.Users, user.Id)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Code(JsonNode answer) => answer["error"]!["code"]!.ToString();

    private string FreeUser(int skip = 0) => _lab.Inspect(d => d.Users.Where(u => d.Set(Sets.RoleAssignments).Where("principalId", u.Id).Count == 0).Skip(skip).First().Id);

    private async Task<JsonArray> InstancesAsync(string user) =>
        (await GetAsync($"roleManagement/directory/roleAssignmentScheduleInstances?$filter=principalId eq '{user}'"))["value"]!.AsArray();

    private Task<JsonNode> RequestAsync(string action, string user, string? duration, int status, string? start = null)
    {
        var body = new JsonObject
        {
            ["action"] = action,
            ["principalId"] = user,
            ["roleDefinitionId"] = HelpdeskAdministrator,
            ["directoryScopeId"] = "/",
            ["justification"] = "test",
        };
        if (action == "adminAssign")
        {
            body["scheduleInfo"] = new JsonObject
            {
                ["startDateTime"] = start,
                ["expiration"] = duration is null ? new JsonObject { ["type"] = "noExpiration" } : new JsonObject { ["type"] = "afterDuration", ["duration"] = duration },
            };
        }

        return PostAsync("roleManagement/directory/roleAssignmentScheduleRequests", body.ToJsonString(), status);
    }

    private Task<JsonNode> PostAsync(string url, string? body, int status) => SendAsync(HttpMethod.Post, url, body, status);

    private Task<JsonNode> GetAsync(string url, int status = 200) => SendAsync(HttpMethod.Get, url, null, status);

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
