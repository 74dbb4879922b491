using System.Text;
using System.Text.Json.Nodes;
using MspGov.Core.Services;
using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Lab.Tests;

public class QueryTests
{
    private readonly TestLab _lab = TestLab.Create("contoso", LabSize.Medium, 3);
    private readonly HttpClient _client;

    public QueryTests() => _client = _lab.Client();

    public static TheoryData<string, bool, Func<JsonNode, bool>> Filters() => new()
    {
        { "userType eq 'Guest'", false, u => u["userType"]!.ToString() == "Guest" },
        { "accountEnabled eq false and userType eq 'Member'", false, u => !u["accountEnabled"]!.GetValue<bool>() && u["userType"]!.ToString() == "Member" },
        { "startsWith(displayName,'A') or startswith(displayName, 'B')", false, u => u["displayName"]!.ToString()[0] is 'A' or 'B' },
        { "department in ('Sales','Finance')", false, u => u["department"]?.ToString() is "Sales" or "Finance" },
        { "accountEnabled ne true", true, u => !u["accountEnabled"]!.GetValue<bool>() },
        { "not(userType eq 'Guest')", true, u => u["userType"]!.ToString() != "Guest" },
        { "NOT startsWith(displayName,'A')", true, u => u["displayName"]!.ToString()[0] != 'A' },
        { "endsWith(userPrincipalName,'.example')", true, u => u["userPrincipalName"]!.ToString().EndsWith(".example", StringComparison.Ordinal) },
        { "assignedLicenses/any(l:l/skuId eq 06ebc4ee-1bb5-47dd-8120-11324bc54e06)", false, u => u["assignedLicenses"]!.AsArray().Count > 0 },
        { "assignedLicenses/$count eq 0", true, u => u["assignedLicenses"]!.AsArray().Count == 0 },
        { "onPremisesSyncEnabled eq true", false, u => u["onPremisesSyncEnabled"]?.GetValue<bool>() == true },
        { "department eq null", true, u => u["department"] is null },
        { "signInActivity/lastSignInDateTime le 2026-06-01T00:00:00Z", false, u => u["signInActivity"]?["lastSignInDateTime"]?.ToString() is { } at && string.CompareOrdinal(at, "2026-06-01T00:00:00Z") <= 0 },
        { "displayName eq 'O''Nobody'", false, _ => false },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_gives_exactly_the_users_it_describes(string filter, bool advanced, Func<JsonNode, bool> holds)
    {
        var expected = _lab.Inspect(d => d.Users.Select(u => u.ToNode()).Where(holds).Select(u => u["id"]!.ToString()).ToList());
        if (advanced)
        {
            _client.DefaultRequestHeaders.Add("ConsistencyLevel", "eventual");
        }

        var answer = await GetAsync($"users?$filter={Uri.EscapeDataString(filter)}&$select=id&$top=999" + (advanced ? "&$count=true" : ""));
        Assert.Equal(expected, Ids(answer));
        if (advanced)
        {
            Assert.Equal(expected.Count, answer["@odata.count"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Search_and_order_work_together_with_consistency()
    {
        _client.DefaultRequestHeaders.Add("ConsistencyLevel", "eventual");
        var answer = await GetAsync("users?$search=\"displayName:an\"&$orderby=displayName desc&$select=displayName&$top=999");
        var names = answer["value"]!.AsArray().Select(u => u!["displayName"]!.ToString()).ToList();
        Assert.NotEmpty(names);
        Assert.All(names, n => Assert.Contains("an", n, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(names.OrderByDescending(n => n, StringComparer.OrdinalIgnoreCase), names);
    }

    [Fact]
    public async Task Selected_properties_come_alone_and_unset_ones_as_null()
    {
        var user = (await GetAsync("users?$select=id,faxNumber,otherMails&$top=1"))["value"]![0]!.AsObject();
        Assert.Equal(["faxNumber", "id", "otherMails"], user.Select(p => p.Key).Order());
        Assert.Null(user["faxNumber"]);
        Assert.Empty(user["otherMails"]!.AsArray());
    }

    [Fact]
    public async Task Expanding_directory_objects_gives_twenty_at_most()
    {
        var large = _lab.Inspect(d => d.Groups.First(g => d.Edges(Relations.Members).From(g.Id).Count > 20).Id);
        Assert.Equal(20, (await GetAsync($"groups/{large}?$expand=members($select=id)"))["members"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_page_continues_after_the_last_object_seen_whatever_was_deleted_meanwhile()
    {
        var all = _lab.Inspect(d => d.Groups.Select(g => g.Id).ToList());
        var first = await GetAsync("groups?$select=id&$top=10");
        _lab.Change((d, t) => t.Delete(d.Find(Sets.Groups, all[2])!));
        var second = await GetAsync(first["@odata.nextLink"]!.ToString());
        Assert.Equal(all[10..20], Ids(second));
    }

    [Fact]
    public async Task A_batch_item_that_depends_on_a_failure_is_not_run()
    {
        const string Body = """{"requests":[{"id":"1","method":"GET","url":"/users/nobody"},{"id":"2","method":"GET","url":"/users?$top=1","dependsOn":["1"]},{"id":"3","method":"GET","url":"/users?$top=1"}]}""";
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync("$batch", content);
        var items = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["responses"]!.AsArray().ToDictionary(i => i!["id"]!.ToString(), i => i!["status"]!.GetValue<int>());
        Assert.Equal((404, 424, 200), (items["1"], items["2"], items["3"]));
    }

    [Fact]
    public async Task Transitive_members_of_a_group_on_a_cycle_end_and_hold_everybody_once()
    {
        var group = _lab.Inspect(d => d.Groups.First(g => g["displayName"] == "SG Nested Level 1").Id);
        var ids = Ids(await GetAsync($"groups/{group}/transitiveMembers?$select=id&$top=999"));
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        Assert.DoesNotContain(group, ids);
        Assert.Contains(_lab.Inspect(d => d.Groups.First(g => g["displayName"] == "SG Nested Level 4").Id), ids);
    }

    [Fact]
    public void Writers_in_several_processes_lose_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("lab-");
        try
        {
            new LabTenants(folder.FullName).Create(new() { Name = "busy" });
            Parallel.For(0, 4, writer =>
            {
                var store = new LabTenants(folder.FullName).Store("busy");
                for (var i = 0; i < 25; i++)
                {
                    store.Change((_, t) => t.Put(new LabObject(Sets.Domains, "domain", $"d{writer}-{i}.example", null, Encoding.UTF8.GetBytes($$"""{"id":"d{{writer}}-{{i}}.example"}"""))));
                }
            });
            Assert.Equal(102, new LabTenants(folder.FullName).Store("busy").Inspect(d => d.Set(Sets.Domains).Count));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> Ids(JsonNode answer) => [.. answer["value"]!.AsArray().Select(u => u!["id"]!.ToString())];

    private async Task<JsonNode> GetAsync(string url)
    {
        using var response = await _client.GetAsync(url);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{url}: {text}");
        return JsonNode.Parse(text)!;
    }
}
