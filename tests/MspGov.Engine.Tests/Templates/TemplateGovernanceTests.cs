using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Testing;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>Who may do what with templates, what plans are bound to, and what is refused.</summary>
public class TemplateGovernanceTests
{
    private const string Ca = "/identity/conditionalAccess/policies";

    [Fact]
    public async Task A_version_is_approved_by_an_owner_who_is_not_its_author_and_only_then_copied()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.Ada.CaptureAsync(new TemplateCaptureRequest { Name = "base", TenantId = source.Id, Include = ["*"], Owners = ["ada", "olga"] }, new Collected<TemplateInfo>(), default);

        Assert.Equal(PolicyErrors.Denied, Assert.Throws<GovException>(() => world.Ada.Approve("base", null, null, null)).Definition);
        Assert.Equal(TemplateErrors.NotApproved, (await Assert.ThrowsAsync<GovException>(() => world.CopyAsync("base", target))).Definition);
        Assert.Empty(target.Writes);
        world.Olga.Approve("base", null, null, null);
        Assert.NotEmpty((await world.CopyAsync("base", target)).Whole());
        world.Olga.Deprecate("base", null, null, null);
        Assert.Equal(TemplateErrors.NotApproved, (await Assert.ThrowsAsync<GovException>(() => world.CopyAsync("base", target))).Definition);
    }

    [Fact]
    public async Task A_plan_is_refused_when_edited_for_another_state_and_applied_when_it_fits()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.ApprovedAsync(source);
        using var folder = new TempFolder();
        await world.Ada.PlanAsync(TemplateWorld.Request("base", target), folder.Path, new Collected<TemplatePlan>(), default);
        string path = Assert.Single(Directory.GetFiles(folder.Path));
        TemplateCopyRequest apply = new() { Name = "", Rings = [[]], PlanPaths = [path] };

        string original = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, original.Replace("\"mfa\"", "\"block\"", StringComparison.Ordinal).Replace("mfa", "block", StringComparison.Ordinal));
        Assert.Equal(TemplateErrors.PlanInvalid, (await Assert.ThrowsAsync<GovException>(() => world.CopyAsync(apply))).Definition);
        await File.WriteAllTextAsync(path, original);
        target.Singletons["/policies/authorizationPolicy"]["allowInvitesFrom"] = "everyone";
        target.Singletons["/policies/authorizationPolicy"]["allowedToUseSSPR"] = false;
        Assert.Contains((await world.CopyAsync(apply)).Errors, error => error.Definition == TemplateErrors.PlanStale);
        Assert.Empty(target.Writes);
        target.Singletons["/policies/authorizationPolicy"]["allowedToUseSSPR"] = true;
        Assert.NotEmpty((await world.CopyAsync(apply)).Whole());
    }

    [Fact]
    public async Task A_template_that_wants_plans_approved_is_copied_only_by_an_approved_plan()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.Ada.CaptureAsync(new TemplateCaptureRequest { Name = "base", TenantId = source.Id, Include = ["namedLocation"], Owners = ["olga"], RequirePlanApproval = true }, new Collected<TemplateInfo>(), default);
        world.Olga.Approve("base", null, null, null);
        using var folder = new TempFolder();
        await world.Ada.PlanAsync(TemplateWorld.Request("base", target), folder.Path, new Collected<TemplatePlan>(), default);
        string path = Assert.Single(Directory.GetFiles(folder.Path));
        TemplateCopyRequest apply = new() { Name = "", Rings = [[]], PlanPaths = [path] };

        Assert.Contains((await world.CopyAsync(apply)).Errors, error => error.Definition == TemplateErrors.PlanNotApproved || error.Definition == PolicyErrors.Denied);
        Assert.Empty(target.Writes);
        Assert.Equal(PolicyErrors.Denied, Assert.Throws<GovException>(() => world.Ada.ApprovePlan(path, null, null)).Definition);
        world.Olga.ApprovePlan(path, null, null);
        Assert.NotEmpty((await world.CopyAsync(apply)).Whole());
    }

    [Fact]
    public async Task Report_only_creates_policies_that_do_not_enforce_and_a_later_copy_enforces()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        source.Collections[Ca][0]["state"] = "enabled";
        await world.ApprovedAsync(source);
        TemplateCopyRequest reportOnly = TemplateWorld.Request("base", target) with { Options = new TemplatePlanOptions { ReportOnly = true } };

        (await world.CopyAsync(reportOnly)).Whole();

        Assert.DoesNotContain(target.Collections[Ca], policy => (string?)policy["state"] == "enabled");
        Assert.Empty(Assert.Single(await world.PlanAsync(reportOnly)).Steps);
        (await world.CopyAsync("base", target)).Whole();
        Assert.Contains(target.Collections[Ca], policy => (string?)policy["state"] == "enabled");
    }

    [Fact]
    public async Task References_that_resolve_to_nothing_or_to_two_objects_and_missing_parameters_block_with_their_ids()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        source.Collections[Ca][0]["conditions"]!["users"]!["includeUsers"] = new JArray(Person(source));
        await world.ApprovedAsync(source, "base", "conditionalAccessPolicy");

        TemplatePlan none = Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target)));
        Assert.Contains(none.Blocked, block => block.ErrorId == TemplateErrors.ReferenceNotFound.Id);
        await world.ApprovedAsync(source, "whole");
        Assert.Equal(TemplateErrors.ParameterMissing.Id, Assert.Single(Assert.Single(await world.PlanAsync(TemplateWorld.Request("whole", target))).Blocked).ErrorId);

        foreach (JObject location in source.Collections["/identity/conditionalAccess/namedLocations"])
        {
            target.Collections["/identity/conditionalAccess/namedLocations"].Add((JObject)location.DeepClone());
            var twin = (JObject)location.DeepClone();
            twin["id"] = target.NewId();
            target.Collections["/identity/conditionalAccess/namedLocations"].Add(twin);
        }

        TemplatePlan two = Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target)));
        Assert.Contains(two.Blocked, block => block.ErrorId == TemplateErrors.ReferenceAmbiguous.Id);
    }

    [Fact]
    public async Task A_misspelt_parameter_is_refused_and_not_ignored()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.ApprovedAsync(source, "base", "namedLocation");
        var output = new Collected<TemplatePlan>();

        await world.Ada.PlanAsync(TemplateWorld.Request("base", target) with { Parameters = new Dictionary<string, string> { ["*"] = """{"officRanges":["10.0.0.0/8"]}""" } }, null, output, default);

        Assert.Equal(TemplateErrors.ParameterInvalid, Assert.Single(output.Errors).Definition);
    }

    [Fact]
    public async Task A_kind_that_cannot_be_read_is_unknown_and_never_missing()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.ApprovedAsync(source);
        target.Denies = path => path.StartsWith("/identity/conditionalAccess/policies", StringComparison.Ordinal);

        IReadOnlyList<TemplateDrift> drift = await world.CompareAsync("base", target);

        Assert.All(drift.Where(item => item.Kind == "conditionalAccessPolicy"), item => Assert.Equal(TemplateDriftStatus.Unknown, item.Status));
        Assert.Contains(drift, item => item.Status == TemplateDriftStatus.Missing && item.Kind == "group");
        Assert.Contains(Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target))).Blocked, block => block.Kind == "conditionalAccessPolicy");
    }

    [Fact]
    public async Task An_accepted_deviation_is_left_alone_and_a_further_change_of_it_shows()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.ApprovedAsync(source);
        (await world.CopyAsync("base", target)).Whole();
        JObject policy = target.Collections[Ca].First(item => ((string)item["displayName"]!).StartsWith("Countries", StringComparison.Ordinal));
        policy["state"] = "enabledForReportingButNotEnforced";
        Assert.Equal(TemplateDriftStatus.Changed, Assert.Single(await world.CompareAsync("base", target)).Status);
        world.Accept(target, "base/conditionalAccessPolicy/Countries*/state");

        TemplateDrift accepted = Assert.Single(await world.CompareAsync("base", target));
        Assert.Equal((TemplateDriftStatus.Accepted, "EX-1"), (accepted.Status, accepted.Exception));
        TemplatePlan plan = Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target)));
        Assert.Empty(plan.Steps);
        Assert.Equal("EX-1", Assert.Single(plan.Skipped).Exception);

        policy["state"] = "enabled";
        Assert.Equal(TemplateDriftStatus.AcceptedChanged, Assert.Single(await world.CompareAsync("base", target)).Status);
        policy["grantControls"]!["builtInControls"] = new JArray("mfa");
        Assert.Equal(TemplateDriftStatus.Changed, Assert.Single(await world.CompareAsync("base", target)).Status);
        TemplatePlanStep step = Assert.Single(Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target))).Steps);
        Assert.Equal("grantControls.builtInControls", Assert.Single(step.Differences).Path);
        (await world.CopyAsync("base", target)).Whole();
        Assert.Equal("enabled", (string?)policy["state"]);
    }

    [Fact]
    public async Task What_somebody_changed_since_is_not_overwritten_by_a_restore_and_what_was_not_selected_is_not_read()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.ApprovedAsync(source);
        string run = (await world.CopyAsync("base", target)).Whole()[0].Run;
        JObject policy = target.Collections[Ca].First(item => ((string)item["displayName"]!).StartsWith("MFA", StringComparison.Ordinal));
        policy["state"] = "disabled";
        target.Reads.Clear();

        Collected<TemplateStepResult> result = await world.RestoreAsync(run, "conditionalAccessPolicy/*");

        Assert.Equal(TemplateErrors.RestoreConflict, Assert.Single(result.Errors).Definition);
        Assert.Same(policy, Assert.Single(target.Collections[Ca]));
        Assert.All(target.Reads, path => Assert.StartsWith("/identity/conditionalAccess/policies", path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Null_order_casing_and_server_defaults_are_no_drift()
    {
        (TemplateWorld world, GraphTenantDouble source, GraphTenantDouble target) = Prepared();
        await world.ApprovedAsync(source);
        (await world.CopyAsync("base", target)).Whole();
        foreach (JObject policy in target.Collections[Ca])
        {
            policy["state"] = ((string)policy["state"]!).ToUpperInvariant();
            policy["conditions"]!["devices"] = null;
            policy["conditions"]!["signInRiskLevels"] = new JArray();
            policy["grantControls"]!["operator"] = "or";
            policy["futureProperty"] = "new";
            var users = (JObject)policy["conditions"]!["users"]!;
            foreach (JProperty list in users.Properties().Where(property => property.Value is JArray).ToList())
            {
                list.Value = new JArray(list.Value.Reverse());
            }
        }

        foreach (JObject rule in target.Roles.SelectMany(role => role["rules"]!.Children<JObject>()))
        {
            rule["target"]!["caller"] = ((string)rule["target"]!["caller"]!).ToUpperInvariant();
            if ((string?)rule["maximumDuration"] == "PT1H")
            {
                rule["maximumDuration"] = "PT60M";
            }
        }

        Assert.Empty(await world.CompareAsync("base", target));
    }

    private static string Person(GraphTenantDouble tenant)
    {
        string id = tenant.NewId();
        tenant.Collections["/users"].Add(new JObject { ["id"] = id, ["displayName"] = "Mia Scanner", ["userPrincipalName"] = "mia@x.example" });
        return id;
    }

    private static (TemplateWorld World, GraphTenantDouble Source, GraphTenantDouble Target) Prepared()
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, 5);
        return (world, source, world.Tenant(2));
    }
}
