using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Testing.Lab;
using static MspGov.Engine.Tests.Lifecycle.GdapScene;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>Every fault of the partner's tenant and of the client's, and a death at every step: no run says complete while the technician has not exactly the job's access.</summary>
public class PartnerFaultTests
{
    private static readonly string[] Places = ["/users", "/groups", "/identityGovernance", "/tenantRelationships", "/roleManagement", "/"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_fault_of_either_tenant_makes_a_run_say_complete_that_is_not(bool ofPartner)
    {
        int open = 0;
        foreach (LabBehaviour behaviour in LifecycleFaultTests.Behaviours(Places))
        {
            using GdapScene scene = await FurnishedAsync();
            LifecycleEvent mover = scene.Event("e", LifecycleType.Mover, "New");
            TestLab faulty = ofPartner ? scene.Partner : scene.Customers[0];
            faulty.Behaviour = behaviour;
            (IReadOnlyList<LifecycleRun> runs, _) = await scene.RunAsync(mover);
            Agrees(scene, runs);
            open += runs.Count(run => !run.Complete);

            faulty.Behaviour = new LabBehaviour();
            scene.World.Time.Advance(TimeSpan.FromMinutes(15));
            await FinishedAsync(scene, mover, behaviour.ToString());
        }

        Assert.True(open > 0, "No fault was noticed.");
    }

    [Fact]
    public async Task What_was_not_read_in_full_is_not_said_to_be_proven()
    {
        using GdapScene scene = await FurnishedAsync();
        TestLab customer = scene.Customers[0];
        LifecycleEvent mover = scene.Event("e", LifecycleType.Mover, "New");
        customer.Behaviour = new LabBehaviour { DeniedPaths = ["/oauth2PermissionGrants"] };
        (IReadOnlyList<LifecycleRun> runs, _) = await scene.RunAsync(mover);
        Assert.All(runs, run => Assert.Equal(LifecycleRunState.Open, run.State));
        Assert.DoesNotContain(LifecycleActions.Partner, scene.Told(customer), StringComparison.Ordinal);

        customer.Behaviour = new LabBehaviour();
        scene.World.Time.Advance(TimeSpan.FromMinutes(15));
        await FinishedAsync(scene, mover, "read in full");
        Assert.Contains(LifecycleActions.Partner, scene.Told(customer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LifecycleType.Mover)]
    [InlineData(LifecycleType.Joiner)]
    public async Task Wherever_the_process_dies_the_next_one_finishes_the_run(LifecycleType type)
    {
        int deaths = 0;
        bool died = true;
        for (int step = 0; died; step++, deaths++)
        {
            using GdapScene scene = await FurnishedAsync();
            LifecycleEvent what = scene.Event("e", type, "New");
            died = await LifecycleDeath.AtAsync(scene.World, step, what, [.. scene.Customers.Select(customer => customer.TenantId)]);
            Agrees(scene, scene.World.Service.Get(new LifecycleRunQuery()));
            scene.World.Time.Advance(TimeSpan.FromMinutes(15));
            await FinishedAsync(scene, what, $"died at {step}");
            Assert.Equal(1, scene.World.Ledger.Entries.Count(entry => entry.Action == "group.member.add" && entry.Outcome == Core.Ledger.EntryOutcome.Succeeded));
        }

        Assert.True(deaths > 20, $"{deaths} deaths");
    }

    /// <summary>A technician who has too much: in a group of the old job, eligible for another.</summary>
    private static async Task<GdapScene> FurnishedAsync()
    {
        var scene = new GdapScene(1, 11);
        TestLab customer = scene.Customers[0];
        scene.Group("Readers", (customer, ReportsReader));
        scene.Group("Users", (customer, UserAdministrator));
        await scene.JoinAsync(scene.Group("Desk", (customer, Helpdesk)), scene.Id);
        await scene.EligibleAsync(scene.Group("Global", (customer, GlobalReader)), scene.Id);
        scene.World.JobRole("New", Gdap(ReportsReader), Gdap(UserAdministrator, EntitlementHolding.JustInTime));
        return scene;
    }

    private static void Agrees(GdapScene scene, IEnumerable<LifecycleRun> runs)
    {
        if (runs.Any(run => run.Complete))
        {
            Assert.Equal(
                [new RawPartnerRole(ReportsReader, true), new RawPartnerRole(UserAdministrator, false)],
                scene.Roles(scene.Customers[0]).OrderByDescending(role => role.Standing));
        }
    }

    private static async Task FinishedAsync(GdapScene scene, LifecycleEvent what, string when)
    {
        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await scene.RunAsync(what);
        Assert.True(errors.Count == 0, $"{when}: {string.Join(" ", errors.Select(error => error.Message))}");
        Assert.All(runs, run => Assert.True(run.Complete, when));
        Agrees(scene, runs);
        var rest = new Collected<LifecycleRun>();
        await scene.World.Service.ContinueAsync(new LifecycleRunQuery { EventId = what.EventId }, rest, default);
        Assert.True(rest.Errors.IsEmpty, $"{when}, going on: {string.Join(" ", rest.Errors.Select(error => error.Message))}");
        Assert.All(scene.World.Service.Get(new LifecycleRunQuery()), run => Assert.True(run.Complete, $"{when}: {run.Tenant} is {run.State}"));
    }
}
