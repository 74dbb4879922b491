using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Ledger;
using MspGov.Core.Lifecycle;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Lifecycle;
using MspGov.Lab.Model;
using MspGov.Testing;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>What hangs on a leaver beside the account: keys, reviews, elevations, credentials, and access that comes from the partner's tenant.</summary>
public class LeaverGovernanceTests
{
    private const string Reader = "4a5d8f65-41da-4de4-8968-e035b65339cf";

    [Fact]
    public async Task The_operators_key_is_retired_and_job_roles_reviews_elevations_and_offices_pass_on()
    {
        using var world = new LifecycleWorld(1, 5);
        TestLab lab = world.Labs[0];
        (string id, string name) = RawWalk.Richest(lab);
        Hire(world, lab);
        world.JobRole("Engineer", new JobRoleEntitlement { Kind = EntitlementKind.EntraRole, Id = Reader, Name = "Reports Reader" });
        world.Fact(lab.TenantId, JobRoleActions.Assign, new JobRoleAssignmentDocument { Id = "a-1", Tenant = lab.TenantId, Person = "max", Principals = [name], JobRole = "Engineer" });
        LifecycleServices services = world.ServicesFor(world.Ledger);
        await services.Reviews.OpenAsync(
            new OpenReviewRequest { TenantIds = [lab.TenantId], Settings = new ReviewSettings { Name = "R", Stages = [new ReviewStage { Reviewer = ReviewerKind.Operator, Names = ["max"] }] } },
            new Collected<ReviewProgress>(),
            default);
        await world.ServicesFor(new MemoryLedger("max", world.Time, world.Ledger.Shared)).Elevation.RequestAsync(
            new ElevationAsk { TenantId = lab.TenantId, Principal = name, Role = Reader, Reason = "Work", Ticket = "INC0001" }, default);

        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(Leaver(name) with { Operator = "max", Leaver = new LeaverSettings { NewOwner = RawWalk.Richest(lab, 3).Name, Successor = "ada", AllowLastAdministrator = true } });

        Assert.True(errors.Count == 0, string.Join(" ", errors.Select(error => error.Message)));
        Assert.True(Assert.Single(runs).Complete);
        world.Ledger.Read(register =>
        {
            Assert.False(register.Get<OperatorDocument>("max")!.Enabled);
            Assert.NotNull(register.Get<OperatorKeyDocument>("k-max")!.RetiredAt);
            Assert.Equal("ada", register.Get<TenantDocument>(lab.TenantId)!.ServiceOwner);
            Assert.Empty(register.List<JobRoleAssignmentDocument>(lab.TenantId, "active"));
            Assert.Equal(["ada"], Assert.Single(register.List<ReviewDocument>()).Settings.Stages[0].Names);
            Assert.True(Assert.Single(register.List<ElevationGrantDocument>()).GrantState.IsFinal());
            return true;
        });
        Assert.Empty(RawWalk.Held(lab, id));
    }

    [Fact]
    public async Task Without_a_successor_what_waits_for_the_leaver_is_named()
    {
        using var world = new LifecycleWorld(1, 5);
        TestLab lab = world.Labs[0];
        Hire(world, lab);
        await world.ServicesFor(world.Ledger).Reviews.OpenAsync(
            new OpenReviewRequest { TenantIds = [lab.TenantId], Settings = new ReviewSettings { Name = "R", Stages = [new ReviewStage { Reviewer = ReviewerKind.Operator, Names = ["max"] }] } },
            new Collected<ReviewProgress>(),
            default);
        (IReadOnlyList<LifecycleRun> runs, _) = await world.RunAsync(Leaver(RawWalk.Richest(lab).Name) with { Operator = "max" });
        Assert.Contains(runs[0].ToDo, words => words.Contains("-Successor", StringComparison.Ordinal));
        Assert.Contains(runs[0].ToDo, words => words.Contains("service owner", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exceptions_and_offices_pass_to_the_successor_and_stay_in_force_or_are_named(bool succeeded)
    {
        using var world = new LifecycleWorld(1, 5);
        TestLab lab = world.Labs[0];
        Hire(world, lab);
        string name = RawWalk.Richest(lab).Name;
        TenantDocument tenant = world.Ledger.Read(register => register.Get<TenantDocument>(lab.TenantId))!;
        world.Fact(lab.TenantId, TenantActions.Update, tenant with { ServiceOwner = "max", RiskOwner = "Max Weber", Approvers = ["Carla Client", name] });
        Except(world, lab, "EX-owned", owner: "max", approver: "Carla Client", approve: true);
        Except(world, lab, "EX-waiting", owner: "Olga Owner", approver: name, approve: false);
        Except(world, lab, "EX-approved", owner: "Olga Owner", approver: name, approve: true);
        Except(world, lab, "EX-conflict", owner: "max", approver: "ada", approve: true);
        Except(world, lab, "EX-another", owner: "Olga Owner", approver: "Carla Client", approve: true);

        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(Leaver(name) with { Operator = "max", Leaver = new LeaverSettings { NewOwner = RawWalk.Richest(lab, 3).Name, Successor = succeeded ? "ada" : null, AllowLastAdministrator = true } });

        Assert.True(errors.Count == 0, string.Join(" ", errors.Select(error => error.Message)));
        string[] owners = world.Ledger.Read(register => new[] { "EX-owned", "EX-waiting", "EX-approved", "EX-conflict", "EX-another" }
            .Select(id => register.Get<AccessExceptionDocument>(id)!)
            .Select(exception => $"{exception.Id} {exception.Owner}/{exception.Approver} {exception.InForceAt(world.Time.GetUtcNow())}").ToArray());
        Assert.Equal(
            succeeded
                ? ["EX-owned ada/Carla Client True", $"EX-waiting Olga Owner/ada False", $"EX-approved Olga Owner/{name} True", "EX-conflict max/ada True", "EX-another Olga Owner/Carla Client True"]
                : ["EX-owned max/Carla Client True", $"EX-waiting Olga Owner/{name} False", $"EX-approved Olga Owner/{name} True", "EX-conflict max/ada True", "EX-another Olga Owner/Carla Client True"],
            owners);
        TenantDocument after = world.Ledger.Read(register => register.Get<TenantDocument>(lab.TenantId))!;
        Assert.Equal(succeeded ? ("ada", "ada", "Carla Client, ada") : ("max", "Max Weber", $"Carla Client, {name}"), (after.ServiceOwner!, after.RiskOwner!, string.Join(", ", after.Approvers)));

        // What could not be handed over is named, and what was is named no more.
        string toDo = string.Join('\n', runs[0].ToDo);
        Assert.Contains("EX-conflict", toDo, StringComparison.Ordinal);
        Assert.Equal(!succeeded, toDo.Contains("EX-owned", StringComparison.Ordinal));
        Assert.Equal(!succeeded, toDo.Contains("EX-waiting", StringComparison.Ordinal));
        Assert.Equal(!succeeded, toDo.Contains("approver at the client", StringComparison.Ordinal));
        Assert.Equal(!succeeded, toDo.Contains("risk owner", StringComparison.Ordinal));
        Assert.DoesNotContain("EX-approved", toDo, StringComparison.Ordinal);
        Assert.DoesNotContain("EX-another", toDo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Carl Client", true)]
    [InlineData("ada", false)]
    public async Task Who_approves_for_the_client_is_followed_by_somebody_of_the_client_and_never_by_an_operator(string successor, bool handed)
    {
        using var world = new LifecycleWorld(1, 5);
        TestLab lab = world.Labs[0];
        string name = RawWalk.Richest(lab).Name;
        TenantDocument tenant = world.Ledger.Read(register => register.Get<TenantDocument>(lab.TenantId))!;
        world.Fact(lab.TenantId, TenantActions.Update, tenant with { Approvers = [name] });

        (IReadOnlyList<LifecycleRun> runs, _) = await world.RunAsync(Leaver(name) with { Leaver = new LeaverSettings { NewOwner = RawWalk.Richest(lab, 3).Name, Successor = successor, AllowLastAdministrator = true } });

        Assert.Equal([handed ? successor : name], world.Ledger.Read(register => register.Get<TenantDocument>(lab.TenantId))!.Approvers);
        Assert.Equal(!handed, runs[0].ToDo.Any(words => words.Contains("approver at the client", StringComparison.Ordinal)));
        Assert.Equal("ada", world.Ledger.Read(register => register.Get<TenantDocument>(lab.TenantId))!.ServiceOwner);
    }

    [Fact]
    public void An_exception_is_handed_over_by_a_leavers_open_run_alone()
    {
        using var world = new LifecycleWorld(1, 5);
        TestLab lab = world.Labs[0];
        Hire(world, lab);
        TenantDocument tenant = world.Ledger.Read(register => register.Get<TenantDocument>(lab.TenantId))!;
        world.Fact(lab.TenantId, TenantActions.Update, tenant with { Approvers = ["Carla Client"] });
        Except(world, lab, "EX-1", owner: "max", approver: "Carla Client", approve: true);
        LifecycleEvent leaver = Leaver("max@lab") with { Operator = "max", Leaver = new LeaverSettings { Successor = "ada" } };
        var hand = new ExceptionReassignment("EX-1", "max", "ada");
        Assert.Throws<GovException>(() => world.Fact(lab.TenantId, ExceptionActions.Reassign, hand));

        Append(LifecycleActions.Start, new LifecycleStart(leaver));
        Assert.Throws<GovException>(() => Append(ExceptionActions.Reassign, hand with { To = "bob" }));
        Assert.Throws<GovException>(() => Append(ExceptionActions.Reassign, hand with { From = "Carla Client" }));
        Append(ExceptionActions.Reassign, hand);
        Assert.Throws<GovException>(() => Append(ExceptionActions.Reassign, hand));

        void Append<T>(string action, T detail) => world.Ledger.Append([new EntryDraft { Log = lab.TenantId, Action = action, Correlation = leaver.Correlation, Detail = Core.Json.CoreJson.ToBytes(detail) }]);
    }

    private static void Except(LifecycleWorld world, TestLab lab, string id, string owner, string approver, bool approve)
    {
        world.Fact(lab.TenantId, ExceptionActions.Create, new AccessExceptionDocument
        {
            Id = id,
            Tenant = lab.TenantId,
            Pattern = new AccessPattern { Principal = "*service*" },
            Owner = owner,
            Approver = approver,
            Ticket = "T-2",
            Reason = "Migration",
            Expires = world.Time.GetUtcNow().AddDays(30),
        });
        if (approve)
        {
            if (world.Ledger.Read(register => register.Get<OperatorDocument>("bea")) is null)
            {
                world.Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "bea", DisplayName = "Bea" });
                world.Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "g-bea", Operator = "bea", Role = BuiltInRoles.Administrator, Scope = RoleScope.Everywhere });
            }

            // Who recorded a client's approval cannot take the exception over: another operator did.
            new MemoryLedger(approver == "ada" ? "ada" : "bea", world.Time, world.Ledger.Shared)
                .Append([new EntryDraft { Log = lab.TenantId, Action = ExceptionActions.Approve, Correlation = Guid.NewGuid(), Detail = Core.Json.CoreJson.ToBytes(new ExceptionReference(id)) }]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Credentials_that_the_leaver_could_know_are_named_until_they_are_gone(bool remove)
    {
        using var world = new LifecycleWorld(1, 5);
        TestLab lab = world.Labs[0];
        (string id, string name) = RawWalk.Richest(lab);
        string application = lab.Inspect(directory => directory.Set(Sets.Applications).All.First().Id);
        await PostAsync(lab, $"applications/{application}/owners/$ref", $$"""{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/{{id}}"}""");
        await PostAsync(lab, $"applications/{application}/addPassword", """{"passwordCredential":{"displayName":"his"} }""");
        int before = Secrets(lab, application);
        LifecycleEvent leaver = Leaver(name);
        leaver = leaver with { Leaver = leaver.Leaver with { RemoveKnownCredentials = remove, NewOwner = RawWalk.Richest(lab, 3).Name } };

        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(leaver);

        Assert.True(errors.Count == 0, string.Join(" ", errors.Select(error => error.Message)));
        Assert.True(Assert.Single(runs).Complete);
        Assert.Equal(remove ? 0 : before, Secrets(lab, application));
        Assert.Equal(!remove, runs[0].ToDo.Any(words => words.Contains("may know credential", StringComparison.Ordinal) && words.Contains(application, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_technician_loses_the_partners_groups_and_is_not_complete_while_the_partner_is_left_out()
    {
        using var world = new LifecycleWorld(3, 8, partner: true);
        (string id, string name) = world.Labs[0].Inspect(directory =>
        {
            // One whose memberships can all be taken: what a rule or the on-premises directory gives stays, and is named.
            List<string> lines = new Access.BruteForceOracle(directory).Technicians(world.Labs[1].TenantId);
            LabObject user = directory.Users.First(user => user.Flag("accountEnabled") == true && user.Flag("onPremisesSyncEnabled") != true
                && lines.Any(line => line.Contains(user.Id, StringComparison.Ordinal))
                && directory.RelatedTo(Relations.Members, user.Id).All(group => group["membershipRule"] is null && group.Flag("onPremisesSyncEnabled") != true));
            return (user.Id, user["userPrincipalName"]!);
        });
        LifecycleEvent leaver = Leaver(name);
        var left = new Collected<LifecycleRun>();
        await world.Service.InvokeAsync(new LifecycleRequest { Events = [leaver with { EventId = "without" }], TenantIds = [world.Labs[1].TenantId] }, left, default);
        Assert.Equal(LifecycleRunState.Open, Assert.Single(left.Items).State);
        Assert.NotEmpty(left.Items.Single().Remaining);

        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(leaver with { Leaver = leaver.Leaver with { NewOwner = RawWalk.Richest(world.Labs[0], 6).Name } });

        Assert.True(errors.Count == 0, string.Join(" ", errors.Select(error => error.Message)));
        Assert.All(runs, run => Assert.True(run.Complete));
        Assert.Empty(RawWalk.Held(world.Labs[0], id));
        foreach (TestLab customer in world.Labs.Skip(1))
        {
            Assert.DoesNotContain(world.Labs[0].Inspect(directory => new Access.BruteForceOracle(directory).Technicians(customer.TenantId)), line => line.Contains(id, StringComparison.Ordinal));
        }
    }

    private static void Hire(LifecycleWorld world, TestLab lab)
    {
        world.Fact(LogIds.Msp, OperatorActions.Create, new OperatorDocument { Id = "max", DisplayName = "Max Weber" });
        world.Fact(LogIds.Msp, OperatorActions.RoleGrant, new RoleGrantDocument { Id = "g-max", Operator = "max", Role = BuiltInRoles.Manager, Scope = RoleScope.Everywhere });
        world.Fact(LogIds.Keys, LedgerActions.KeyEnrol, new KeyEnrolDetail("max", "k-max", "c3BraQ=="));
        TenantDocument tenant = world.Ledger.Read(register => register.Get<TenantDocument>(lab.TenantId))!;
        world.Fact(lab.TenantId, TenantActions.Update, tenant with { ServiceOwner = "max" });
    }

    private static int Secrets(TestLab lab, string application) => lab.Inspect(directory =>
        directory.Find(Sets.Applications, application)!.ToNode()["passwordCredentials"]!.AsArray().Count);

    private static async Task PostAsync(TestLab lab, string path, string body)
    {
        using HttpClient client = lab.Client();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await client.PostAsync(path, content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static LifecycleEvent Leaver(string name) => new()
    {
        EventId = "hr-9",
        Type = LifecycleType.Leaver,
        Person = new LifecyclePerson { Id = "p-9", DisplayName = "Max Weber", Principals = [name] },
        Ticket = "T-9",
        Leaver = new LeaverSettings { AllowLastAdministrator = true },
    };
}
