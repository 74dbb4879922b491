using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MspGov.Core.Services;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Lab.Tests;

public class FaultTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly TestLab _lab;

    public FaultTests() => _lab = TestLab.Create(time: _time);

    [Fact]
    public async Task A_reset_is_a_broken_connection_and_a_truncated_answer_a_broken_body()
    {
        await using var server = await LabServer.StartAsync(_lab);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + _lab.Token);
        _lab.Behaviour = new() { ResetRate = 1 };
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(server.Endpoint, "/v1.0/users")));
        _lab.Behaviour = new() { TruncateRate = 1 };
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(server.Endpoint, "/v1.0/users")));
        _lab.Behaviour = new();
        Assert.NotEmpty(await client.GetStringAsync(new Uri(server.Endpoint, "/v1.0/users")));
    }

    [Fact]
    public async Task Resource_units_run_out_and_come_back_with_time()
    {
        using var client = _lab.Client();
        _lab.Behaviour = new() { ResourceUnitsPer10Seconds = 4 };
        using var first = await client.GetAsync("users");
        using var second = await client.GetAsync("users");
        using var third = await client.GetAsync("users");
        Assert.Equal((200, 200, 429), ((int)first.StatusCode, (int)second.StatusCode, (int)third.StatusCode));
        Assert.Equal("2", first.Headers.GetValues("x-ms-resource-unit").Single());
        Assert.Equal("1.0", second.Headers.GetValues("x-ms-throttle-limit-percentage").Single());
        Assert.Equal("5", third.Headers.GetValues("Retry-After").Single());
        _time.Advance(TimeSpan.FromSeconds(5));
        using var fourth = await client.GetAsync("users");
        Assert.Equal(HttpStatusCode.OK, fourth.StatusCode);
    }

    [Fact]
    public async Task Conditional_access_takes_one_request_a_second_and_names_no_wait()
    {
        using var client = _lab.Client();
        _lab.Behaviour = new() { ServiceLimits = true };
        using var first = await client.GetAsync("identity/conditionalAccess/policies");
        using var second = await client.GetAsync("identity/conditionalAccess/policies");
        Assert.Equal((200, 429), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.False(second.Headers.Contains("Retry-After"));
    }

    [Fact]
    public async Task Throttling_strikes_single_items_of_a_batch()
    {
        using var client = _lab.Client();
        _lab.OnRequest(r => r.Path == "/groups" ? new LabFault { Answer = new LabError(429, "TooManyRequests", "slow down").ToResponse(r, _time.GetUtcNow()).WithHeader("Retry-After", "7") } : null);
        using var content = new StringContent("""{"requests":[{"id":"a","method":"GET","url":"/groups"},{"id":"b","method":"GET","url":"/users?$top=1"}]}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("$batch", content);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var items = document.RootElement.GetProperty("responses").EnumerateArray().ToDictionary(i => i.GetProperty("id").GetString()!);
        Assert.Equal((200, 429, 200), ((int)response.StatusCode, items["a"].GetProperty("status").GetInt32(), items["b"].GetProperty("status").GetInt32()));
        Assert.Equal("7", items["a"].GetProperty("headers").GetProperty("Retry-After").GetString());
    }

    [Theory]
    [InlineData("""{"requests":[{"id":"a","method":"GET","url":"/users"},{"id":"A","method":"GET","url":"/users"}]}""")]
    [InlineData("""{"requests":[{"id":"a","method":"POST","url":"/groups","body":{}}]}""")]
    [InlineData("""{"requests":[{"id":"a","method":"GET","url":"https://graph.microsoft.com/v1.0/users"}]}""")]
    [InlineData("not json")]
    public async Task A_malformed_batch_is_refused_as_a_whole(string body)
    {
        using var client = _lab.Client();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("$batch", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("roleManagement/directory/roleEligibilityScheduleInstances", 400, "AadPremiumLicenseRequired")]
    [InlineData("identityGovernance/accessReviews/definitions", 400, "AadPremiumLicenseRequired")]
    [InlineData("auditLogs/signIns", 403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant")]
    [InlineData("users?$select=id,signInActivity", 403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant")]
    public async Task Without_premium_licences_those_families_say_so(string url, int status, string code)
    {
        using var client = TestLab.Create(new LabTenantRequest { Name = "basic", NoPremium = true }).Client();
        using var response = await client.GetAsync(url);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((status, code), ((int)response.StatusCode, document.RootElement.GetProperty("error").GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer nonsense")]
    [InlineData("expired")]
    [InlineData("other")]
    public async Task A_token_that_is_missing_broken_expired_or_of_another_tenant_is_refused(string? token)
    {
        using var client = new HttpClient(_lab.Handler()) { BaseAddress = new Uri("https://graph.microsoft.com/v1.0/") };
        var header = token switch
        {
            "expired" => "Bearer " + LabTokens.Issue(_lab.TenantId, _time.GetUtcNow().AddSeconds(-1)),
            "other" => "Bearer " + LabTokens.Issue(Guid.NewGuid().ToString(), _time.GetUtcNow().AddHours(1)),
            _ => token,
        };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        using var response = await client.GetAsync("users");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public void A_torn_line_at_the_end_of_the_journal_is_as_if_it_never_was()
    {
        var folder = Directory.CreateTempSubdirectory("lab-");
        try
        {
            var labs = new LabTenants(folder.FullName);
            labs.Create(new() { Name = "torn" });
            var store = labs.Store("torn");
            var user = store.Inspect(d => d.Users.First());
            store.Change((_, t) => t.Put(user.With(n => n["department"] = "One")));
            File.AppendAllText(Path.Combine(folder.FullName, "torn", "changes.jsonl"), "{\"at\":\"2026-1");
            var second = new LabTenants(folder.FullName).Store("torn");
            Assert.Equal("One", second.Inspect(d => d.Find(Sets.Users, user.Id)!["department"]));
            second.Change((_, t) => t.Put(user.With(n => n["department"] = "Two")));
            Assert.Equal("Two", store.Inspect(d => d.Find(Sets.Users, user.Id)!["department"]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_name_that_could_leave_the_folder_is_refused(string name) =>
        Assert.Equal("LabTenantNameInvalid", Assert.Throws<Core.Errors.GovException>(() => new LabTenants(Path.GetTempPath()).Create(new() { Name = name })).Definition.Id);
}
