using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>A way into every tenant stays open, whatever a template, its editor, or an accepted deviation says.</summary>
public class TemplateGuardTests
{
    private const string Ca = "/identity/conditionalAccess/policies";
    private const string Partner = "99999999-1111-4111-8111-111111111111";

    [Fact]
    public async Task Break_glass_and_service_providers_are_always_excluded()
    {
        (TemplateWorld world, GraphTenantDouble source, _) = Prepared();
        GraphTenantDouble target = world.Tenant(9, partner: "99999999-1111-4111-8111-111111111111");
        await world.ApprovedAsync(source);

        (await world.CopyAsync("base", target)).Whole();

        Assert.Equal(3, target.Collections[Ca].Count);
        Assert.All(target.Collections[Ca], policy =>
        {
            Assert.Contains(TenantSeed.BreakGlassId(target), policy["conditions"]!["users"]!["excludeUsers"]!.Values<string>());
            Assert.Contains("serviceProvider", (string?)policy["conditions"]!["users"]!["excludeGuestsOrExternalUsers"]!["guestOrExternalUserTypes"], StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_policy_for_everybody_is_refused_in_a_tenant_without_break_glass_unless_report_only()
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, 1);
        source.Collections[Ca][0]["state"] = "enabled";
        GraphTenantDouble target = world.Tenant(2, breakGlass: false);
        await world.ApprovedAsync(source, "base", "conditionalAccessPolicy/MFA*", "namedLocation", "group", "application");

        TemplatePlan plan = Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target)));

        Assert.Equal(TenantErrors.BreakGlassGuard.Id, Assert.Single(plan.Blocked).ErrorId);
        Assert.Contains((await world.CopyAsync("base", target)).Errors, error => error.Definition == TemplateErrors.PlanBlocked);
        Assert.Empty(target.Writes);
        (await world.CopyAsync(TemplateWorld.Request("base", target) with { Options = new TemplatePlanOptions { ReportOnly = true } })).Whole();
        Assert.Equal("enabledForReportingButNotEnforced", (string?)Assert.Single(target.Collections[Ca])["state"]);
    }

    [Fact]
    public async Task A_policy_whose_exclusion_was_taken_out_of_the_files_excludes_break_glass_all_the_same()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.ApprovedAsync(source);
        world.Edited("base", folder =>
        {
            foreach (string file in Directory.GetFiles(Path.Combine(folder, "objects", "conditionalAccessPolicy")))
            {
                File.WriteAllLines(file, File.ReadAllLines(file).Where(line => !line.Contains("breakGlass", StringComparison.Ordinal)).Select(line => line.Replace("excludeUsers:", "excludeUsers: []", StringComparison.Ordinal)));
            }
        });

        (await world.CopyAsync("base", target)).Whole();

        Assert.Equal(3, target.Collections[Ca].Count);
        Assert.All(target.Collections[Ca], policy => Assert.Contains(TenantSeed.BreakGlassId(target), Excluded(policy)));
    }

    [Fact]
    public async Task A_policy_that_is_there_without_the_exclusion_gets_it_when_a_template_changes_it_even_where_its_exclusions_are_accepted()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.ApprovedAsync(source);
        (await world.CopyAsync("base", target)).Whole();
        JObject policy = target.Collections[Ca].First(item => ((string)item["displayName"]!).StartsWith("Admins", StringComparison.Ordinal));
        string own = target.NewId();
        policy["conditions"]!["users"]!["excludeUsers"] = new JArray(own);
        Assert.Contains(await world.CompareAsync("base", target), drift => drift.Differences.Any(difference => difference.Path == "conditions.users.excludeUsers"));
        world.Accept(target, "base/conditionalAccessPolicy/Admins*/conditions.users.excludeUsers");
        policy["state"] = "disabled";

        (await world.CopyAsync("base", target)).Whole();

        Assert.Equal("enabled", (string?)policy["state"]);
        Assert.Equal(new[] { own, TenantSeed.BreakGlassId(target) }.Order(), Excluded(policy).Order());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("'locations':{'includeLocations':['All'],'excludeLocations':[]}", true)]
    [InlineData("'locations':{'includeLocations':['All'],'excludeLocations':['AllTrusted']}", false)]
    [InlineData("'platforms':{'includePlatforms':['all'],'excludePlatforms':[]}", true)]
    [InlineData("'platforms':{'includePlatforms':['android']}", false)]
    [InlineData("'signInRiskLevels':['high']", false)]
    [InlineData("'authenticationFlows':{'transferMethods':'deviceCodeFlow'}", false)]
    [InlineData("'clientAppTypes':['other','exchangeActiveSync']", false)]
    [InlineData("'applications':{'includeApplications':['Office365']}", false)]
    [InlineData("'applications':{'includeApplications':['All'],'excludeApplications':['00000003-0000-0ff1-ce00-000000000000']}", false)]
    public async Task A_policy_that_would_lock_everybody_out_is_refused_although_break_glass_is_excluded(string condition, bool refused)
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        Policy(source, "Block", "'includeUsers':['All']", condition, "block");
        await world.ApprovedAsync(source, "base", "conditionalAccessPolicy/Block");

        TemplatePlan plan = Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target)));
        Collected<TemplateStepResult> copied = await world.CopyAsync("base", target);

        Assert.Equal(refused ? [TenantErrors.BreakGlassGuard.Id] : [], plan.Blocked.Select(block => block.ErrorId));
        Assert.Equal(refused, copied.Errors.Any(error => error.Definition == TemplateErrors.PlanBlocked));
        Assert.Equal(refused ? 0 : 1, target.Writes.Count);
        Assert.Empty(Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target) with { Options = new TemplatePlanOptions { ReportOnly = true } })).Blocked);
    }

    [Fact]
    public async Task A_block_of_everybody_that_spares_a_group_is_a_rule_and_no_lockout()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        string group = (string)source.Collections["/groups"][0]["id"]!;
        Policy(source, "Block", $"'includeUsers':['All'],'excludeGroups':['{group}']", "", "block");
        await world.ApprovedAsync(source, "base", "conditionalAccessPolicy/Block", "group");

        Assert.Empty(Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target))).Blocked);
    }

    [Fact]
    public async Task An_existing_policy_is_not_edited_into_one_that_locks_everybody_out()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        Policy(source, "Rule", "'includeUsers':['All']", "'platforms':{'includePlatforms':['android']}", "block");
        await world.ApprovedAsync(source, "base", "conditionalAccessPolicy/Rule");
        (await world.CopyAsync("base", target)).Whole();
        string before = target.Snapshot();
        source.Collections[Ca][^1]["conditions"]!["platforms"] = null;
        await world.ApprovedAsync(source, "base", "conditionalAccessPolicy/Rule");

        Collected<TemplateStepResult> copied = await world.CopyAsync("base", target);

        Assert.Contains(copied.Errors, error => error.Definition == TemplateErrors.PlanBlocked);
        Assert.Equal(before, target.Snapshot());
    }

    [Fact]
    public async Task The_partner_is_among_the_tenants_whose_people_are_excluded()
    {
        (TemplateWorld world, GraphTenantDouble source, _) = Prepared();
        GraphTenantDouble target = world.Tenant(9, partner: Partner);
        string other = source.NewId();
        Policy(source, "Some", $"'includeUsers':['All'],'excludeGuestsOrExternalUsers':{{'guestOrExternalUserTypes':'internalGuest','externalTenants':{{'@odata.type':'#microsoft.graph.conditionalAccessEnumeratedExternalTenants','membershipKind':'enumerated','members':['{other}']}}}}", "", "mfa");
        await world.ApprovedAsync(source, "base", "conditionalAccessPolicy/Some");

        (await world.CopyAsync("base", target)).Whole();

        JToken excluded = Assert.Single(target.Collections[Ca])["conditions"]!["users"]!["excludeGuestsOrExternalUsers"]!;
        Assert.Equal("internalGuest,serviceProvider", (string?)excluded["guestOrExternalUserTypes"]);
        Assert.Equal([other, Partner], excluded["externalTenants"]!["members"]!.Values<string>());
    }

    [Theory]
    [InlineData("mfa", false)]
    [InlineData("block", true)]
    public async Task A_rule_for_service_providers_is_kept_for_them_and_refused_when_it_shuts_them_out(string grant, bool refused)
    {
        (TemplateWorld world, GraphTenantDouble source, _) = Prepared();
        GraphTenantDouble target = world.Tenant(9, partner: Partner);
        Policy(source, "Providers", "'includeGuestsOrExternalUsers':{'guestOrExternalUserTypes':'serviceProvider','externalTenants':{'@odata.type':'#microsoft.graph.conditionalAccessAllExternalTenants','membershipKind':'all'}}", "", grant);
        await world.ApprovedAsync(source, "base", "conditionalAccessPolicy/Providers");

        TemplatePlan plan = Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target)));

        Assert.Equal(refused ? [TenantErrors.BreakGlassGuard.Id] : [], plan.Blocked.Select(block => block.ErrorId));
        if (!refused)
        {
            (await world.CopyAsync("base", target)).Whole();
            Assert.Null(Assert.Single(target.Collections[Ca])["conditions"]!["users"]!["excludeGuestsOrExternalUsers"]);
        }
    }

    private static IEnumerable<string?> Excluded(JObject policy) => policy["conditions"]!["users"]!["excludeUsers"]!.Values<string>();

    private static void Policy(GraphTenantDouble tenant, string name, string users, string condition, string grant)
    {
        JObject conditions = JObject.Parse($"{{'clientAppTypes':['all'],'applications':{{'includeApplications':['All']}},'users':{{{users}}}}}");
        conditions.Merge(JObject.Parse($"{{{condition}}}"), new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Replace });
        tenant.Collections[Ca].Add(new JObject
        {
            ["id"] = tenant.NewId(),
            ["displayName"] = name,
            ["state"] = "enabled",
            ["conditions"] = conditions,
            ["grantControls"] = new JObject { ["operator"] = "OR", ["builtInControls"] = new JArray(grant) },
        });
    }

    private static (TemplateWorld World, GraphTenantDouble Source, GraphTenantDouble Target) Prepared()
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, 5);
        return (world, source, world.Tenant(2));
    }
}
