using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MspGov.Graph.Permissions;
using MspGov.Testing;

namespace MspGov.Graph.Tests.Permissions;

public class PermissionCatalogueTests
{
    private const string UpdateVariable = "MSPGOV_UPDATE_DOCS";

    [SkippableFact]
    public void Every_permission_is_an_application_permission_of_Graph()
    {
        using JsonDocument permissions = Contract("graph-permissions.json");
        HashSet<string> known = [.. permissions.RootElement.GetProperty("appRoles").EnumerateArray().Select(role => role.GetProperty("value").GetString()!)];
        Assert.All(PermissionCatalogue.All.SelectMany(need => need.ServedBy.Append(need.Least)), permission => Assert.Contains(permission, known));
    }

    [SkippableFact]
    public void Every_probe_is_an_operation_that_the_permission_and_those_that_serve_as_well_allow()
    {
        using JsonDocument contract = Contract("graph-v1.0.json");
        JsonElement paths = contract.RootElement.GetProperty("paths");
        foreach (PermissionNeed need in PermissionCatalogue.All.Where(need => need.Probe is not null))
        {
            string path = need.Probe!.Split('?')[0];
            JsonElement application = paths.GetProperty(path).GetProperty("get").GetProperty("x-permissions").GetProperty("application");
            HashSet<string> allowed = [.. application.GetProperty("any").EnumerateArray().Select(value => value.GetString()!)];
            Assert.All(need.ServedBy.Append(need.Least), permission => Assert.True(allowed.Contains(permission), $"{path}: {permission}"));
        }
    }

    [Fact]
    public void No_permission_is_listed_twice() =>
        Assert.Equal(PermissionCatalogue.All.Count, PermissionCatalogue.All.Select(need => need.Least).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void The_page_of_permissions_says_what_is_checked()
    {
        string path = Repository.At("docs", "permissions.md");
        string expected = Page();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected,
            $"docs/permissions.md differs from PermissionCatalogue; run this test with {UpdateVariable}=1 to write it anew.");
    }

    /// <summary>The ledger is synchronous and tenants are not: a cmdlet that waits talks to a tenant, or is on the list of those that do not.</summary>
    [Fact]
    public void Every_cmdlet_that_talks_to_a_tenant_is_in_the_catalogue()
    {
        HashSet<string> listed = [.. PermissionCatalogue.All.SelectMany(need => need.Cmdlets)];
        Dictionary<string, string> sources = Directory.EnumerateFiles(Repository.At("src", "MspGov.Cmdlets"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        (string Name, bool Waits)[] cmdlets = [.. sources
            .Select(pair => (Attribute: Regex.Match(pair.Value, """\[Cmdlet\(Verbs\w+\.(\w+), "(\w+)["]"""), pair.Key))
            .Where(found => found.Attribute.Success)
            .Select(found => ($"{found.Attribute.Groups[1].Value}-{found.Attribute.Groups[2].Value}", Waits(sources, found.Key)))];

        Assert.True(cmdlets.Length > 90, $"{cmdlets.Length} cmdlets were found.");
        Assert.True(cmdlets.Count(cmdlet => cmdlet.Waits) > 30);
        Assert.Empty(listed.Intersect(PermissionCatalogue.NeedNone.Keys));
        Assert.Empty(listed.Concat(PermissionCatalogue.NeedNone.Keys).Except(cmdlets.Select(cmdlet => cmdlet.Name)));
        Assert.Empty(cmdlets.Where(cmdlet => cmdlet.Waits).Select(cmdlet => cmdlet.Name).Except(listed).Except(PermissionCatalogue.NeedNone.Keys));
    }

    /// <summary>Whether a class or a base class of its own area calls Await or Pump.</summary>
    private static bool Waits(Dictionary<string, string> sources, string name) =>
        sources.TryGetValue(name, out string? source)
        && !source.Contains("namespace MspGov.Cmdlets.Pipeline;", StringComparison.Ordinal)
        && (Regex.IsMatch(source, @"\b(Await|Pump)(<[\w.]+>)?\(") || Waits(sources, Regex.Match(source, $@"class {name} : (\w+)").Groups[1].Value));

    private static string Page()
    {
        StringBuilder page = new();
        page.Append(
            """
            # Permissions

            What the application (or the signed-in technician) needs in a client tenant, by cmdlet: the least Microsoft Graph permission for
            each thing done. `Test-ClientTenant` checks exactly this list. Give only what the cmdlets you use need: what is missing makes the
            tenant Partial with the reason, never silently smaller.

            Delegated connections (device code, interactive, GDAP) need the delegated permission of the same name, and the signed-in person a
            role in the tenant that allows the same.

            ## By permission

            | Permission | Needed to | Also served by |
            |---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (PermissionNeed need in PermissionCatalogue.All)
        {
            page.Append($"| `{need.Least}` | {need.For}{(need.PartnerOnly ? " (in the partner's own tenant)" : "")} | {string.Join(", ", need.ServedBy.Select(name => $"`{name}`"))} |\n");
        }

        page.Append("\n## By cmdlet\n\n| Cmdlet | Reads | Changes |\n|---|---|---|\n");
        foreach (string cmdlet in PermissionCatalogue.All.SelectMany(need => need.Cmdlets).Distinct().Order(StringComparer.Ordinal))
        {
            page.Append($"| {cmdlet} | {Names(cmdlet, write: false)} | {Names(cmdlet, write: true)} |\n");
        }

        page.Append("\nThese need none: ").AppendJoin("; ", PermissionCatalogue.NeedNone.Select(pair => $"{pair.Key} ({pair.Value})")).Append(".\n");
        page.Append("\nThis page is written from `PermissionCatalogue` (src/MspGov.Graph/Permissions); a test compares the two.\n");
        return page.ToString();
    }

    private static string Names(string cmdlet, bool write) => string.Join(", ", PermissionCatalogue.All
        .Where(need => need.IsWrite == write && need.Cmdlets.Contains(cmdlet))
        .Select(need => $"`{need.Least}`"));

    private static JsonDocument Contract(string name)
    {
        Skip.If(Repository.GraphContract is null, Repository.NoGraphContract);
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.GraphContract, "contract", name)));
    }
}
