using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

public class MoverTests
{
    private const string ReportsReader = "4a5d8f65-41da-4de4-8968-e035b65339cf";
    private const string Helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
    private const string MessageCenter = "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b";
    private const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";

    [Fact]
    public async Task A_mover_has_exactly_the_new_scope_and_the_exceptions_in_fifty_worlds_and_a_second_run_changes_nothing()
    {
        (int direct, int throughGroups, int eligible, int kept) = (0, 0, 0, 0);
        for (int seed = 1; seed <= 50; seed++)
        {
            using var world = new LifecycleWorld(1, seed);
            TestLab lab = world.Labs[0];
            (string id, string name) = RawWalk.Richest(lab);
            string[] groups = [.. RawScope.PlainGroups(lab).Take(2)];
            world.JobRole("Old", Role(ReportsReader, EntitlementHolding.Standing), Role(Helpdesk, EntitlementHolding.JustInTime), Group(groups[0]));
            world.JobRole("New", Role(MessageCenter, EntitlementHolding.Standing), Role(UserAdministrator, EntitlementHolding.JustInTime), Group(groups[1]));
            RawRole? excepted = RawScope.Roles(lab, id).FirstOrDefault(role => role.Direct && role.Role is not (Helpdesk or UserAdministrator or ReportsReader or MessageCenter));
            if (excepted is not null)
            {
                Except(world, lab, id, excepted);
                kept++;
            }

            IReadOnlyList<RawRole> had = RawScope.Roles(lab, id);
            direct += had.Count(role => role.Direct);
            throughGroups += had.Count(role => !role.Direct);
            eligible += had.Count(role => !role.Standing);
            string[] before = [.. RawScope.Groups(lab, id)];
            await Done(world, Event("joined", LifecycleType.Joiner, name, "Old"), seed);
            Exactly(lab, id, excepted, ReportsReader, Helpdesk, seed);
            Assert.Contains(groups[0], RawScope.Groups(lab, id));

            if (seed % 3 == 0)
            {
                // A role of the new job within one administrative unit is less than the job gives.
                await InUnitAsync(lab, id);
            }

            LifecycleEvent mover = Event("moved", LifecycleType.Mover, name, "New");
            await Done(world, mover, seed);
            Exactly(lab, id, excepted, MessageCenter, UserAdministrator, seed);
            Assert.DoesNotContain(groups[0], RawScope.Groups(lab, id));
            Assert.Contains(groups[1], RawScope.Groups(lab, id));
            Assert.Empty(RawScope.Groups(lab, id).Except(before).Except(groups));

            Assert.True(excepted is null || world.Ledger.Read(register => register.List<MspGov.Core.Reviews.ReviewDocument>(lab.TenantId)).Any(review => review.Settings.Name == "Mover review"), $"world {seed}: nobody is asked about the exception");
            (int entries, int writes) = (world.Ledger.Entries.Count, lab.Requests.Writes.Count);
            await Done(world, mover, seed);
            Assert.Equal((entries, writes), (world.Ledger.Entries.Count, lab.Requests.Writes.Count));

            // Under another id the same move is asked for anew: it finds everything as it should be.
            await Done(world, mover with { EventId = "moved-again" }, seed);
            Assert.Equal(writes, lab.Requests.Writes.Count);
        }

        // The worlds hold what makes the test worth its name.
        Assert.True(direct > 50 && throughGroups > 50 && eligible > 50 && kept > 10, $"{direct} direct, {throughGroups} through groups, {eligible} eligible, {kept} kept");
    }

    [Fact]
    public async Task A_joiner_has_exactly_the_scope_of_the_job_in_fifty_worlds_and_a_second_run_changes_nothing()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            using var world = new LifecycleWorld(1, seed);
            TestLab lab = world.Labs[0];
            string[] groups = [.. RawScope.PlainGroups(lab).Take(2)];
            (string manager, string managerName) = RawWalk.Richest(lab, 1);
            (string sku, string domain) = (RawScope.FreeSku(lab), managerName.Split('@')[1]);
            world.JobRole("New", Role(MessageCenter, EntitlementHolding.Standing), Role(UserAdministrator, EntitlementHolding.JustInTime), Group(groups[1]));
            LifecycleEvent joiner = Event("joined", LifecycleType.Joiner, "", "New") with
            {
                Person = new LifecyclePerson { Id = "p-2", DisplayName = "Nora Neu", UserPrincipalName = $"nora.neu@{domain}", EmployeeId = "E-77", UsageLocation = "DE", Manager = managerName, Department = "IT" },
                Joiner = new JoinerSettings { CreateUser = true, Groups = [groups[0]], Licences = [sku], AccessPassMinutes = 60 },
            };

            (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(joiner);
            Assert.True(errors.Count == 0, $"world {seed}: {string.Join(Environment.NewLine, errors.Select(error => error.Message))}");
            LifecycleRun run = Assert.Single(runs);
            Assert.True(run.Complete, $"world {seed}");
            Assert.NotNull(run.AccessPass);
            string id = Assert.Single(run.Principals);
            Exactly(lab, id, null, MessageCenter, UserAdministrator, seed);
            Assert.Equal(groups.Order(), RawScope.Groups(lab, id).Order());
            Assert.Equal((manager, sku, 1), RawScope.Account(lab, id));

            (int entries, int writes) = (world.Ledger.Entries.Count, lab.Requests.Writes.Count);
            await Done(world, joiner, seed);
            Assert.Equal((entries, writes), (world.Ledger.Entries.Count, lab.Requests.Writes.Count));
        }
    }

    /// <summary>By raw state: the standing role and the eligible one for the whole tenant, and besides them nothing but what is excepted.</summary>
    private static void Exactly(TestLab lab, string user, RawRole? excepted, string standing, string justInTime, int seed)
    {
        IReadOnlyList<RawRole> roles = RawScope.Roles(lab, user);
        Assert.True(roles.Any(role => role.Role == standing && role is { Standing: true, Scope: "/" }), $"world {seed}: the standing role is missing");
        Assert.True(roles.Any(role => role.Role == justInTime && role is { Standing: false, Scope: "/" }), $"world {seed}: the eligible role is missing");
        if (excepted is not null)
        {
            Assert.True(roles.Contains(excepted), $"world {seed}: the excepted role was taken");
        }

        RawRole[] more = [.. roles.Where(role => role.Role != standing && !(role.Role == justInTime && !role.Standing) && !(excepted is not null && role.Role == excepted.Role && role.Scope == excepted.Scope))];
        Assert.True(more.Length == 0, $"world {seed}: {string.Join(", ", more.Select(role => role.ToString()))}");
    }

    private static async Task InUnitAsync(TestLab lab, string user)
    {
        string? unit = lab.Inspect(directory => directory.Set(MspGov.Lab.Model.Sets.AdministrativeUnits).All.FirstOrDefault()?.Id);
        if (unit is null)
        {
            return;
        }

        using HttpClient client = lab.Client();
        using var body = new StringContent($$"""
            {"action":"adminAssign","justification":"before","principalId":"{{user}}","roleDefinitionId":"{{UserAdministrator}}","directoryScopeId":"/administrativeUnits/{{unit}}",
             "scheduleInfo":{"startDateTime":"2026-11-02T08:00:00Z","expiration":{"type":"afterDuration","duration":"P100D"} } }
            """, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage made = await client.PostAsync("roleManagement/directory/roleEligibilityScheduleRequests", body);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
    }

    private static async Task Done(LifecycleWorld world, LifecycleEvent what, int seed)
    {
        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await world.RunAsync(what);
        Assert.True(errors.Count == 0, $"world {seed}, {what.EventId}: {string.Join(Environment.NewLine, errors.Select(error => error.Message))}");
        Assert.All(runs, run => Assert.True(run.Complete, $"world {seed}, {what.EventId}"));
    }

    private static void Except(LifecycleWorld world, TestLab lab, string user, RawRole role)
    {
        world.Fact(lab.TenantId, TenantActions.Update, new TenantDocument
        {
            Id = lab.TenantId,
            Name = lab.Name,
            Approvers = ["Carla Client"],
            Connection = new TenantConnection { Kind = ConnectionKind.Lab, Lab = lab.Name },
        });
        world.Fact(lab.TenantId, ExceptionActions.Create, new AccessExceptionDocument
        {
            Id = "EX-1",
            Tenant = lab.TenantId,
            Pattern = new AccessPattern { Principal = user, Role = role.Role, Scope = role.Scope },
            Owner = "Olga Owner",
            Approver = "Carla Client",
            Ticket = "T-2",
            Reason = "Migration",
            Expires = world.Time.GetUtcNow().AddDays(30),
        });
        world.Fact(lab.TenantId, ExceptionActions.Approve, new ExceptionReference("EX-1"));
    }

    private static JobRoleEntitlement Role(string id, EntitlementHolding holding) => new() { Kind = EntitlementKind.EntraRole, Id = id, Name = id, Holding = holding };

    private static JobRoleEntitlement Group(string id) => new() { Kind = EntitlementKind.Group, Id = id, Name = id, Holding = EntitlementHolding.Standing };

    private static LifecycleEvent Event(string id, LifecycleType type, string name, params string[] roles) => new()
    {
        EventId = id,
        Type = type,
        Person = new LifecyclePerson { Id = "p-1", DisplayName = "Max Weber", Principals = [name] },
        Ticket = "T-1",
        JobRoles = roles,
    };
}
