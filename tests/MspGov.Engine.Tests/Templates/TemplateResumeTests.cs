using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Core.Templates;
using MspGov.Testing;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Tests.Templates;

/// <summary>A run that broke off goes on with the plan it began with, or says that it cannot.</summary>
public class TemplateResumeTests
{
    private const int Seed = 3;
    private const string Authorization = "/policies/authorizationPolicy";

    [Fact]
    public async Task An_approved_plan_goes_on_after_a_crash_without_its_file_and_by_another_operator()
    {
        (TemplateWorld world, GraphTenantDouble target, string wanted) = await PreparedAsync(requireApproval: true);
        using var folder = new TempFolder();
        string run = await BrokenAsync(world, target, await PlannedAsync(world, target, folder, approve: true), at: 4);
        Directory.Delete(folder.Path, recursive: true);

        (await world.ResumeAsync(run, world.Olga)).Whole();

        Assert.Equal(wanted, target.Snapshot());
        TemplateRolloutInfo info = Assert.Single(world.Ada.GetRuns());
        Assert.Equal(RolloutOutcome.Succeeded, info.Rollout.Outcome);
        Assert.Equal(info.Rollout.Plans[target.Id].PlanHash, Assert.Single(info.Runs).PlanHash);
    }

    public static TheoryData<string> Meddlings => ["what the run has not reached", "what the run has changed", "what the run has created", "what was as it should be"];

    [Theory]
    [MemberData(nameof(Meddlings))]
    public async Task A_tenant_that_somebody_changed_meanwhile_is_refused_and_left_as_it_is(string what)
    {
        (TemplateWorld world, GraphTenantDouble target, _) = await PreparedAsync(same: what == "what was as it should be");
        string run = await BrokenAsync(world, target, TemplateWorld.Request("base", target), at: what == "what was as it should be" ? 2 : 12);
        switch (what)
        {
            case "what the run has changed":
                Assert.Contains(target.Writes, write => write.Path == Authorization);
                target.Singletons[Authorization]["allowInvitesFrom"] = "adminsGuestInvitersAndAllMembers";
                break;
            case "what the run has created":
                target.Collections["/groups"][0]["description"] = "Somebody's";
                break;
            default:
                target.Singletons["/policies/authenticationMethodsPolicy"]["policyMigrationState"] = "migrationInProgress";
                break;
        }

        string before = target.Snapshot();
        int writes = target.Writes.Count;
        Collected<TemplateStepResult> resumed = await world.ResumeAsync(run);

        Assert.Contains(resumed.Errors, error => error.Definition == TemplateErrors.PlanStale);
        Assert.Equal(writes, target.Writes.Count);
        Assert.Equal(before, target.Snapshot());
        (await world.CopyAsync("base", target)).Whole();
        Assert.True(Assert.Single(await world.PlanAsync(TemplateWorld.Request("base", target))).IsEmpty);
    }

    [Fact]
    public async Task An_exception_that_changes_the_plan_is_not_let_in_by_resuming()
    {
        (TemplateWorld world, GraphTenantDouble target, _) = await PreparedAsync();
        string run = await BrokenAsync(world, target, TemplateWorld.Request("base", target), at: 4);
        world.Accept(target, "base/securityDefaults/*");

        Collected<TemplateStepResult> resumed = await world.ResumeAsync(run);

        Assert.Contains(resumed.Errors, error => error.Definition == TemplateErrors.PlanStale);
    }

    [Fact]
    public async Task A_tenant_not_yet_begun_is_bound_to_its_plan_when_the_run_goes_on()
    {
        (TemplateWorld world, GraphTenantDouble canary, string wanted) = await PreparedAsync();
        GraphTenantDouble[] later = [world.Tenant(3), world.Tenant(4)];
        using var folder = new TempFolder();
        await world.Ada.PlanAsync(TemplateWorld.Request("base", [canary, .. later]), folder.Path, new Collected<TemplatePlan>(), default);
        string run = await BrokenAsync(world, canary, new TemplateCopyRequest { Name = "", Rings = [[canary.Id], [.. later.Select(tenant => tenant.Id)]], PlanPaths = Directory.GetFiles(folder.Path) }, at: 2);
        later[1].Singletons[Authorization]["allowedToUseSSPR"] = false;

        Collected<TemplateStepResult> resumed = await world.ResumeAsync(run);

        Assert.Equal(wanted, canary.Snapshot());
        Assert.Equal(wanted, later[0].Snapshot().Replace("Break glass 3", "Break glass 2", StringComparison.Ordinal).Replace("bg3@", "bg2@", StringComparison.Ordinal));
        Assert.Empty(later[1].Writes);
        Assert.Contains(resumed.Errors, error => error.Definition == TemplateErrors.PlanStale && error.Target is "tenant4");
    }

    [Fact]
    public async Task A_plan_goes_only_to_its_own_tenant_and_one_to_a_tenant()
    {
        (TemplateWorld world, GraphTenantDouble target, _) = await PreparedAsync();
        GraphTenantDouble other = world.Tenant(3);
        using var folder = new TempFolder();
        TemplateCopyRequest apply = await PlannedAsync(world, target, folder, approve: false);

        Assert.Equal(TemplateErrors.PlanInvalid, (await Assert.ThrowsAsync<GovException>(() => world.CopyAsync(apply with { Rings = [[other.Id]] }))).Definition);
        Assert.Equal(TemplateErrors.PlanInvalid, (await Assert.ThrowsAsync<GovException>(() => world.CopyAsync(apply with { PlanPaths = [.. apply.PlanPaths, .. apply.PlanPaths] }))).Definition);
        Assert.Empty(target.Writes);
        Assert.Empty(other.Reads);
    }

    private static async Task<TemplateCopyRequest> PlannedAsync(TemplateWorld world, GraphTenantDouble target, TempFolder folder, bool approve)
    {
        await world.Ada.PlanAsync(TemplateWorld.Request("base", target), folder.Path, new Collected<TemplatePlan>(), default);
        string path = Assert.Single(Directory.GetFiles(folder.Path));
        if (approve)
        {
            world.Olga.ApprovePlan(path, null, null);
        }

        return new TemplateCopyRequest { Name = "", Rings = [[]], PlanPaths = [path] };
    }

    /// <summary>Copies until the process dies after the n-th write; gives the run.</summary>
    private static async Task<string> BrokenAsync(TemplateWorld world, GraphTenantDouble target, TemplateCopyRequest request, int at)
    {
        target.AfterWrite = number =>
        {
            if (number == at)
            {
                throw new InvalidOperationException("The process dies here.");
            }
        };
        await Assert.ThrowsAnyAsync<Exception>(() => world.CopyAsync(request));
        target.AfterWrite = null;
        return Assert.Single(world.Ada.GetRuns()).Run;
    }

    private static async Task<(TemplateWorld World, GraphTenantDouble Target, string Wanted)> PreparedAsync(bool requireApproval = false, bool same = false)
    {
        var world = new TemplateWorld();
        GraphTenantDouble source = world.Tenant(1);
        TenantSeed.Fill(source, Seed);
        await world.Ada.CaptureAsync(new TemplateCaptureRequest { Name = "base", TenantId = source.Id, Include = ["*"], Owners = ["olga"], RequirePlanApproval = requireApproval }, new Collected<TemplateInfo>(), default);
        world.Olga.Approve("base", null, null, null);
        GraphTenantDouble target = world.Tenant(2);
        if (same)
        {
            target.Singletons["/policies/authenticationMethodsPolicy"]["registrationEnforcement"] = source.Singletons["/policies/authenticationMethodsPolicy"]["registrationEnforcement"]!.DeepClone();
        }

        // What a copy without any fault comes to, in a world of its own.
        var other = new TemplateWorld();
        GraphTenantDouble model = other.Tenant(1);
        TenantSeed.Fill(model, Seed);
        await other.ApprovedAsync(model);
        GraphTenantDouble wanted = other.Tenant(2);
        (await other.CopyAsync("base", wanted)).Whole();
        return (world, target, wanted.Snapshot());
    }
}
