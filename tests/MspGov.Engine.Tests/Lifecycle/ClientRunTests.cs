using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Policy;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

public class ClientRunTests
{
    [Fact]
    public async Task Onboarding_does_every_step_once_and_is_not_complete_before_an_emergency_account_is_there()
    {
        using var world = new LifecycleWorld(1, 4);
        LifecycleEvent onboarding = Event(world, 0, LifecycleType.Onboarding);

        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(onboarding);
        Assert.Equal(LifecycleRunState.Open, Assert.Single(runs).State);
        Assert.Same(LifecycleErrors.NotComplete, Assert.Single(errors).Definition);
        Assert.Contains(ClientSteps.BreakGlass, Assert.Single(runs[0].Remaining), StringComparison.Ordinal);

        (runs, errors) = await world.RunAsync(WithEmergency(world, onboarding));
        Assert.Empty(errors);
        Assert.True(Assert.Single(runs).Complete);
        Assert.Equal(ClientSteps.Of(LifecycleType.Onboarding).Order(), runs[0].Steps.Select(step => step.Action).Order());
        Assert.All(runs[0].Steps, step => Assert.Equal(ChangeStatus.Succeeded, step.Status));
        Assert.Single(world.Ledger.Read(register => register.List<ReviewDocument>()));
        Assert.Single(world.Ledger.Entries, entry => entry.Action == ReviewActions.Open);

        int entries = world.Ledger.Entries.Count;
        Assert.True(Assert.Single((await world.RunAsync(onboarding)).Runs).Complete);
        Assert.Equal(entries, world.Ledger.Entries.Count);
    }

    [Fact]
    public async Task Off_boarding_leaves_nothing_of_ours_by_the_raw_state_and_erases_when_the_retention_is_over()
    {
        using var world = new LifecycleWorld(2, 6, partner: true);
        (string staff, string guest) = await StaffAsync(world);
        LifecycleEvent leaving = Event(world, 1, LifecycleType.Offboarding);

        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(leaving);

        Assert.True(errors.Count == 0, string.Join(" ", errors.Select(error => error.Message)));
        Assert.Equal(LifecycleRunState.Staged, Assert.Single(runs).State);
        Gone(world, staff, guest);
        Assert.NotNull(world.Ledger.Read(register => register.Get<TenantDocument>(world.Labs[1].TenantId))!.OffBoardedAt);
        Assert.Empty(world.Ledger.Read(register => register.List<JobRoleAssignmentDocument>(world.Labs[1].TenantId, "active")));
        Assert.DoesNotContain(world.Ledger.Entries, entry => entry.Action == LedgerActions.DetailErase);

        world.Time.Advance(TimeSpan.FromDays(31));
        var output = new Collected<LifecycleRun>();
        await world.Service.ContinueAsync(new LifecycleRunQuery(), output, default);
        Assert.Empty(output.Errors);
        Assert.True(Assert.Single(output.Items).Complete);
        Assert.Single(world.Ledger.Entries, entry => entry.Action == LedgerActions.DetailErase);
    }

    [Theory]
    [InlineData("Denied", "/servicePrincipals")]
    [InlineData("Denied", "/users")]
    [InlineData("Denied", "/roleManagement")]
    [InlineData("FalseSuccess", "/users")]
    [InlineData("FalseSuccess", "/tenantRelationships")]
    public async Task An_off_boarding_that_cannot_be_proven_stays_open_and_keeps_the_tenant(string fault, string path)
    {
        using var world = new LifecycleWorld(2, 6, partner: true);
        (string staff, string guest) = await StaffAsync(world);
        foreach (TestLab lab in world.Labs)
        {
            lab.Behaviour = fault == "Denied" && lab == world.Labs[1] ? new LabBehaviour { DeniedPaths = [path] }
                : fault == "FalseSuccess" ? new LabBehaviour { FalseSuccessPaths = [path] } : new LabBehaviour();
        }

        LifecycleEvent leaving = Event(world, 1, LifecycleType.Offboarding);
        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(leaving);
        Assert.Equal(LifecycleRunState.Open, Assert.Single(runs).State);
        Assert.NotEmpty(errors);
        Assert.Null(world.Ledger.Read(register => register.Get<TenantDocument>(world.Labs[1].TenantId))!.OffBoardedAt);
        Assert.DoesNotContain(runs[0].Steps, step => step.Action is ClientSteps.Evidence or ClientSteps.Unregistered);

        foreach (TestLab lab in world.Labs)
        {
            lab.Behaviour = new LabBehaviour();
        }

        world.Time.Advance(TimeSpan.FromMinutes(15));
        (runs, errors) = await world.RunAsync(leaving);
        Assert.True(errors.Count == 0, string.Join(" ", errors.Select(error => error.Message)));
        Assert.Equal(LifecycleRunState.Staged, Assert.Single(runs).State);
        Gone(world, staff, guest);
    }

    [Theory]
    [InlineData(LifecycleType.Onboarding)]
    [InlineData(LifecycleType.Offboarding)]
    public async Task Wherever_the_process_dies_the_next_one_finishes_the_clients_run(LifecycleType type)
    {
        bool died = true;
        int deaths = 0;
        for (; died; deaths++)
        {
            using var world = new LifecycleWorld(2, 6, partner: true);
            (string staff, string guest) = await StaffAsync(world);
            LifecycleEvent what = type == LifecycleType.Onboarding ? WithEmergency(world, Event(world, 1, type)) : Event(world, 1, type);
            died = await LifecycleDeath.AtAsync(world, deaths, what);
            LifecycleRunState wanted = type == LifecycleType.Onboarding ? LifecycleRunState.Complete : LifecycleRunState.Staged;
            if (died && world.Service.Get(new LifecycleRunQuery()) is [{ State: LifecycleRunState.Staged or LifecycleRunState.Complete }] && type == LifecycleType.Offboarding)
            {
                Gone(world, staff, guest);
            }

            world.Time.Advance(TimeSpan.FromMinutes(15));
            var output = new Collected<LifecycleRun>();
            await (world.Service.Get(new LifecycleRunQuery()).Count == 0
                ? world.Service.InvokeAsync(new LifecycleRequest { Events = [what], TenantIds = [what.Person.Id], OutputPath = world.Folder }, output, default)
                : world.Service.ContinueAsync(new LifecycleRunQuery { OutputPath = world.Folder }, output, default));
            Assert.True(output.Errors.IsEmpty, $"died at {deaths}: {string.Join(" ", output.Errors.Select(error => error.Message))}");
            Assert.Equal(wanted, Assert.Single(world.Service.Get(new LifecycleRunQuery())).State);
            Assert.Single(world.Ledger.Entries, entry => entry.Action == LifecycleActions.Start);
            if (type == LifecycleType.Offboarding)
            {
                Gone(world, staff, guest);
            }
            else
            {
                Assert.Single(world.Ledger.Entries, entry => entry.Action == ReviewActions.Open);
            }
        }

        Assert.True(deaths > 20, $"{deaths} deaths");
    }

    [Fact]
    public void The_rule_refuses_a_client_run_that_says_it_is_complete_and_is_not()
    {
        using var world = new LifecycleWorld(1, 4);
        string tenant = world.Labs[0].TenantId;
        LifecycleEvent leaving = Event(world, 0, LifecycleType.Offboarding);
        Fact(LifecycleActions.Start, new LifecycleStart(leaving));
        Assert.Throws<GovException>(() => Fact(LifecycleActions.Finish, new LifecycleFinish(leaving.EventId, LifecycleRunState.Complete, [], [], Core.Access.Completeness.Complete)));
        Assert.Throws<GovException>(() => Fact(LifecycleActions.Step, new LifecycleStepDetail(leaving.EventId, ClientSteps.Evidence, true, "")));
        Assert.Throws<GovException>(() => Fact(LifecycleActions.Step, new LifecycleStepDetail(leaving.EventId, ClientSteps.Trust, true, "")));
        foreach (string step in ClientSteps.Of(LifecycleType.Offboarding))
        {
            Fact(LifecycleActions.Step, new LifecycleStepDetail(leaving.EventId, step, true, ""));
        }

        // Every step says that it is done, and the tenant is still registered.
        GovException error = Assert.Throws<GovException>(() => Fact(LifecycleActions.Finish, new LifecycleFinish(leaving.EventId, LifecycleRunState.Complete, [], [], Core.Access.Completeness.Complete)));
        Assert.Same(PolicyErrors.Denied, error.Definition);

        void Fact<T>(string action, T detail) =>
            world.Ledger.Append([new EntryDraft { Log = tenant, Action = action, Correlation = leaving.Correlation, Detail = CoreJson.ToBytes(detail) }]);
    }

    private static void Gone(LifecycleWorld world, string staff, string guest)
    {
        Assert.Null(world.Labs[1].Inspect(directory => directory.Find(Sets.Users, staff)));
        Assert.Null(world.Labs[1].Inspect(directory => directory.Find(Sets.Users, guest)));
        Assert.Empty(world.Labs[1].Inspect(directory => directory.ServicePrincipals.Where(principal => principal["appOwnerOrganizationId"] == world.Labs[0].TenantId).ToArray()));
        Assert.DoesNotContain(world.Labs[0].Inspect(directory => directory.Set(Sets.Relationships).All
            .Where(item => item.ToNode()["customer"]?["tenantId"]?.GetValue<string>() == world.Labs[1].TenantId).Select(item => item["status"]).ToArray()), status => status == "active");
    }

    /// <summary>One account of ours with a job role, one guest with an address of ours, in the second tenant.</summary>
    private static async Task<(string Staff, string Guest)> StaffAsync(LifecycleWorld world)
    {
        TestLab lab = world.Labs[1];
        world.JobRole("Engineer");
        (string staff, string name) = RawWalk.Richest(lab, 2);
        world.Fact(lab.TenantId, JobRoleActions.Assign, new JobRoleAssignmentDocument { Id = "a-1", Tenant = lab.TenantId, Person = "max", Principals = [name], JobRole = "Engineer" });
        using HttpClient client = lab.Client();
        using var invitation = new StringContent("""{"invitedUserEmailAddress":"nora@msp.example","inviteRedirectUrl":"https://myapps.microsoft.com"}""", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage invited = await client.PostAsync("invitations", invitation);
        Assert.True(invited.IsSuccessStatusCode, await invited.Content.ReadAsStringAsync());
        string guest = lab.Inspect(directory => directory.Users.Single(user => user["mail"] == "nora@msp.example").Id);
        return (staff, guest);
    }

    private static LifecycleEvent WithEmergency(LifecycleWorld world, LifecycleEvent what)
    {
        TestLab lab = world.Labs.Single(lab => lab.TenantId == what.Person.Id);
        return what with { Client = what.Client with { BreakGlassAccounts = [RawWalk.Richest(lab).Name] } };
    }

    private static LifecycleEvent Event(LifecycleWorld world, int tenant, LifecycleType type) => new()
    {
        EventId = $"{type}-1",
        Type = type,
        Person = new LifecyclePerson { Id = world.Labs[tenant].TenantId, DisplayName = world.Labs[tenant].Name },
        Ticket = "T-1",
        Client = new ClientSettings { StaffDomains = ["msp.example"], RetentionDays = 30 },
    };
}
