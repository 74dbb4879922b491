using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>What people give wrongly, and what stands in the way: each has its own error, and nothing is done in vain.</summary>
public class LifecycleInputTests
{
    private const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

    [Fact]
    public async Task An_account_with_another_employee_id_is_somebody_else()
    {
        using var world = new LifecycleWorld(1, 5);
        (string Id, string Name) account = RawWalk.Richest(world.Labs[0]);
        world.Labs[0].Change((directory, change) => change.Put(directory.Find(Sets.Users, account.Id)!.With(node => node["employeeId"] = "E-2")));
        GovException error = await OnlyErrorAsync(world, Leaver(account.Name) with { Person = new LifecyclePerson { Id = "p", DisplayName = "X", EmployeeId = "E-1", Principals = [account.Name] } });
        Assert.Same(LifecycleErrors.PersonAmbiguous, error.Definition);
        Assert.Equal("sign-in", RawWalk.Held(world.Labs[0], account.Id)[^1]);
    }

    [Fact]
    public async Task The_last_administrator_is_not_blocked_unless_it_is_meant()
    {
        using var world = new LifecycleWorld(1, 5);
        (string Id, string Name) last = LastAdministrator(world.Labs[0]);
        Assert.Same(LifecycleErrors.LastAdministrator, (await OnlyErrorAsync(world, Leaver(last.Name))).Definition);
        Assert.Contains("sign-in", RawWalk.Held(world.Labs[0], last.Id));
    }

    [Fact]
    public async Task An_emergency_account_is_not_blocked_and_the_run_stays_open()
    {
        using var world = new LifecycleWorld(1, 5);
        (string Id, string Name) account = RawWalk.Richest(world.Labs[0]);
        world.Fact(world.Labs[0].TenantId, BreakGlassActions.Register, new BreakGlassAccountDocument { Tenant = world.Labs[0].TenantId, PrincipalId = account.Id, PrincipalName = account.Name });
        LifecycleEvent leaver = Leaver(account.Name);
        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(leaver with { Leaver = leaver.Leaver with { AllowLastAdministrator = true } });
        Assert.Equal(LifecycleRunState.Open, Assert.Single(runs).State);
        Assert.Same(LifecycleErrors.NotComplete, Assert.Single(errors).Definition);
        Assert.Contains("sign-in", RawWalk.Held(world.Labs[0], account.Id));
    }

    [Fact]
    public async Task A_date_long_past_is_refused_and_one_to_come_is_scheduled()
    {
        using var world = new LifecycleWorld(1, 5);
        LifecycleEvent leaver = Leaver(RawWalk.Richest(world.Labs[0]).Name);
        GovException error = await Assert.ThrowsAsync<GovException>(() => world.RunAsync(leaver with { EffectiveAt = world.Time.GetUtcNow().AddDays(-91) }));
        Assert.Same(LifecycleErrors.EffectiveInPast, error.Definition);
        (IReadOnlyList<LifecycleRun> runs, _) = await world.RunAsync(leaver with { EffectiveAt = world.Time.GetUtcNow().AddDays(3) });
        Assert.Equal(LifecycleRunState.Scheduled, Assert.Single(runs).State);
        Assert.Empty(world.Labs[0].Requests.Writes);
    }

    [Fact]
    public async Task A_tenant_that_cannot_be_reached_stays_open_and_the_others_are_done()
    {
        using var world = new LifecycleWorld(2, 5);
        (string Id, string Name)[] accounts = [.. world.Labs.Select(lab => RawWalk.Richest(lab))];
        world.Labs[1].Behaviour = new LabBehaviour { UnavailableRate = 1 };
        LifecycleEvent leaver = Leaver(accounts[0].Name);
        leaver = leaver with
        {
            Person = leaver.Person with { Principals = [.. accounts.Select(account => account.Name)] },
            Leaver = leaver.Leaver with { AllowLastAdministrator = true, NewOwner = RawWalk.Richest(world.Labs[0], 3).Name },
        };
        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(leaver);
        Assert.True(runs.Single(run => run.TenantId == world.Labs[0].TenantId).Complete);
        Assert.Equal(LifecycleRunState.Open, runs.Single(run => run.TenantId == world.Labs[1].TenantId).State);
        Assert.NotEmpty(errors);

        world.Labs[1].Behaviour = new LabBehaviour();
        world.Time.Advance(TimeSpan.FromMinutes(15));
        var output = new Collected<LifecycleRun>();
        await world.Service.ContinueAsync(new LifecycleRunQuery(), output, default);
        Assert.Empty(output.Errors);
        Assert.All(world.Service.Get(new LifecycleRunQuery()), run => Assert.True(run.Complete));
    }

    [Fact]
    public async Task A_list_that_would_remove_too_many_stops_by_number_and_by_share_before_anything_is_done()
    {
        using var world = new LifecycleWorld(1, 5);
        LifecycleEvent[] leavers = [.. Enumerable.Range(0, 3).Select(rank => Leaver(RawWalk.Richest(world.Labs[0], rank).Name) with { EventId = $"hr-{rank}" })];
        int entries = world.Ledger.Entries.Count;
        foreach (LifecycleRequest request in new[]
        {
            new LifecycleRequest { Events = leavers, TenantIds = world.TenantIds, MaximumLeavers = 2, MaximumLeaverPercent = null },
            new LifecycleRequest { Events = leavers, TenantIds = world.TenantIds, MaximumLeavers = null, MaximumLeaverPercent = 1 },
        })
        {
            GovException error = await Assert.ThrowsAsync<GovException>(() => world.Service.InvokeAsync(request, new Collected<LifecycleRun>(), default));
            Assert.Same(LifecycleErrors.TooManyLeavers, error.Definition);
        }

        Assert.Equal(entries, world.Ledger.Entries.Count);
        Assert.Empty(world.Labs[0].Requests.Writes);
    }

    [Fact]
    public async Task A_joiner_gets_nothing_where_contract_or_jurisdiction_do_not_permit_it_and_a_mover_loses_the_old_job_there()
    {
        using var world = new LifecycleWorld(2, 5);
        world.JobRole("Engineer");
        world.Fact(world.Labs[1].TenantId, TenantActions.Update, world.Ledger.Read(register => register.Get<TenantDocument>(world.Labs[1].TenantId))! with { Jurisdiction = "CH" });
        LifecycleEvent joiner = new()
        {
            EventId = "j-1",
            Type = LifecycleType.Joiner,
            Person = new LifecyclePerson { Id = "p-1", DisplayName = "Nora Neu", UserPrincipalName = "nora.neu@msp.example", UsageLocation = "DE", Principals = [] },
            JobRoles = ["Engineer"],
            Joiner = new JoinerSettings { CreateUser = true },
        };
        joiner = joiner with { Person = joiner.Person with { UserPrincipalName = "nora.neu@" + RawWalk.Richest(world.Labs[0]).Name.Split('@')[1] } };
        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(joiner);
        Assert.Same(LifecycleErrors.ScopeNotPermitted, Assert.Single(errors).Definition);
        Assert.True(runs.Single(run => run.TenantId == world.Labs[0].TenantId).Complete);
        Assert.Empty(world.Labs[1].Requests.Writes);
        Assert.Null(runs.Single(run => run.TenantId == world.Labs[1].TenantId).State);
        Assert.Single(world.Service.Get(new LifecycleRunQuery()));
    }

    [Fact]
    public async Task Where_an_application_may_not_set_a_password_a_pass_is_given()
    {
        using var world = new LifecycleWorld(1, 5);
        (string Id, string Name) account = RawWalk.Richest(world.Labs[0], 4);
        world.Labs[0].OnRequest(request => request.Method == "PATCH" && request.Body is { } body && System.Text.Encoding.UTF8.GetString(body).Contains("passwordProfile", StringComparison.Ordinal)
            ? new LabFault { Answer = new LabError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.").ToResponse(request, world.Time.GetUtcNow()) }
            : null);
        var output = new Collected<UserOperationResult>();
        await world.Service.OperateAsync(new UserOperationRequest { TenantId = world.Labs[0].TenantId, User = account.Id, Operation = UserOperation.ResetPassword }, output, default);
        UserOperationResult result = Assert.Single(output.Items);
        Assert.Equal(ChangeStatus.Succeeded, result.Status);
        Assert.NotNull(result.Secret);
        Assert.Equal(1, RawScope.Account(world.Labs[0], account.Id).Passes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Guests_whom_nobody_vouches_for_are_found_whether_or_not_the_tenant_tells_of_all_at_once(bool refused)
    {
        using var world = new LifecycleWorld(1, 5, LabSize.Medium);
        TestLab lab = world.Labs[0];
        string[] guests = lab.Inspect(directory => directory.Users.Where(user => user["userType"] == "Guest" && user.Flag("accountEnabled") == true).Select(user => user.Id).ToArray());
        string sponsor = RawWalk.Richest(lab).Id;
        lab.Change((_, change) => Array.ForEach(guests[1..], guest => change.Link(Relations.Sponsors, guest, sponsor)));
        lab.OnRequest(request => refused && request.PathAndQuery.Contains("$expand=sponsors", StringComparison.Ordinal)
            ? new LabFault { Answer = new LabError(400, "Request_UnsupportedQuery", "No.").ToResponse(request, world.Time.GetUtcNow()) }
            : null);
        var found = new Collected<WorkforceFinding>();

        await world.Service.CompareAsync(new WorkforceRequest { People = [], TenantIds = world.TenantIds, ClientEmployees = true }, found, default);

        Assert.True(guests.Length > 3, $"{guests.Length} guests");
        Assert.Equal([guests[0]], found.Items.Where(finding => finding.Kind == WorkforceFindingKind.GuestWithoutSponsor).Select(finding => finding.UserId));
        Assert.Equal(refused ? guests.Length : 0, lab.Requests.All.Count(request => request.PathAndQuery.Contains("/sponsors?", StringComparison.Ordinal)));
    }

    private static (string Id, string Name) LastAdministrator(TestLab lab)
    {
        (string id, string name) = RawWalk.Richest(lab);
        lab.Change((directory, change) =>
        {
            LabObject[] held = [.. directory.Set(Sets.RoleAssignments).All.Where(item => item["roleDefinitionId"] == GlobalAdministrator)];
            foreach (LabObject other in held.Skip(1))
            {
                change.Delete(other);
            }

            change.Put(held[0].With(node => node["principalId"] = id));
        });
        return (id, name);
    }

    private static async Task<GovException> OnlyErrorAsync(LifecycleWorld world, LifecycleEvent what)
    {
        (_, IReadOnlyList<GovException> errors) = await world.RunAsync(what);
        return Assert.Single(errors);
    }

    private static LifecycleEvent Leaver(string name) => new()
    {
        EventId = "hr-5",
        Type = LifecycleType.Leaver,
        Person = new LifecyclePerson { Id = "p-5", DisplayName = "Max Weber", Principals = [name] },
    };
}
