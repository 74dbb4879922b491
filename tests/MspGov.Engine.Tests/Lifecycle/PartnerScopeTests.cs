using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Testing.Lab;
using static MspGov.Engine.Tests.Lifecycle.GdapScene;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>Job roles that technicians hold through the groups of the partner's tenant.</summary>
public class PartnerScopeTests
{
    private static readonly string[] Pool = [Helpdesk, GlobalReader, UserAdministrator, ReportsReader];

    [Fact]
    public async Task A_technician_has_exactly_the_scope_of_the_job_in_every_customer_in_fifty_worlds_and_a_second_run_changes_nothing()
    {
        (int taken, int given, int shared, int nested) = (0, 0, 0, 0);
        for (int seed = 1; seed <= 50; seed++)
        {
            using var scene = new GdapScene(2, seed);
            var random = new Random(seed);
            string[] common = await FurnishAsync(scene, random);
            shared += common.Count(scene.IsIn);
            nested += scene.Customers.Sum(customer => scene.Roles(customer).Count(role => !role.Standing));
            (JobRoleEntitlement[] old, JobRoleEntitlement[] @new) = (Some(random), Some(random));
            scene.World.JobRole("Old", old);
            scene.World.JobRole("New", @new);

            await DoneAsync(scene, scene.Event("joined", LifecycleType.Joiner, "Old"), seed);
            Assert.All(scene.Customers, customer => Exactly(scene, customer, old, seed));
            LifecycleEvent mover = scene.Event("moved", LifecycleType.Mover, "New");
            int before = scene.Partner.Requests.Writes.Count;
            await DoneAsync(scene, mover, seed);
            Assert.All(scene.Customers, customer => Exactly(scene, customer, @new, seed));
            taken += scene.World.Ledger.Entries.Count(entry => entry.Action is "group.member.remove" or "group.access.unassign");
            given += scene.World.Ledger.Entries.Count(entry => entry.Action is "group.member.add" or "group.access.assign");
            Assert.True(scene.Partner.Requests.Writes.Count >= before);

            // What the partner's tenant did for one client is in that client's log, and no other's.
            foreach (TestLab customer in scene.Customers)
            {
                string told = scene.Told(customer);
                Assert.DoesNotContain(scene.Customers.Single(other => other != customer).TenantId, told, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(scene.Customers.Single(other => other != customer).Name, told, StringComparison.OrdinalIgnoreCase);
            }

            (int entries, int writes) = (scene.World.Ledger.Entries.Count, Writes(scene));
            await DoneAsync(scene, mover, seed);
            Assert.Equal((entries, writes), (scene.World.Ledger.Entries.Count, Writes(scene)));
            await DoneAsync(scene, mover with { EventId = "moved-again" }, seed);
            Assert.Equal(writes, Writes(scene));
        }

        // The worlds hold what makes the test worth its name.
        Assert.True(taken > 50 && given > 50 && shared > 20 && nested > 20, $"{taken} taken, {given} given, {shared} shared groups held, {nested} eligible");
    }

    [Fact]
    public async Task A_group_that_another_clients_job_role_needs_is_kept_and_only_the_partners_own_log_says_for_which()
    {
        using var scene = new GdapScene(2, 3);
        string both = scene.Group("Both", (scene.Customers[0], Helpdesk), (scene.Customers[1], Helpdesk));
        string reader = scene.Group("Readers", (scene.Customers[0], ReportsReader));
        scene.World.JobRole("Old", Gdap(Helpdesk));
        scene.World.JobRole("New", Gdap(ReportsReader));
        await DoneAsync(scene, scene.Event("joined", LifecycleType.Joiner, "Old"), 3);
        Assert.True(scene.IsIn(both));

        (IReadOnlyList<LifecycleRun> runs, _) = await scene.RunAsync(scene.Event("moved", LifecycleType.Mover, "New"), [scene.Customers[0]]);

        Assert.True(scene.IsIn(both) && scene.IsIn(reader));
        LifecycleRun client = runs.Single(run => run.TenantId == scene.Customers[0].TenantId);
        Assert.Equal(LifecycleRunState.Open, client.State);
        Assert.Contains(client.Remaining, words => words.Contains("another job role of the person needs it", StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Customers[1].Name, scene.Told(scene.Customers[0]), StringComparison.OrdinalIgnoreCase);
        LifecycleRun partner = runs.Single(run => run.TenantId == scene.Partner.TenantId);
        Assert.Contains(partner.Remaining, words => words.Contains($"Old in {scene.Customers[1].Name} need it", StringComparison.Ordinal));

        // When the person moves there too, nothing needs the group any more, and the open run ends by itself.
        scene.Assign(scene.Customers[1], reader, "active", ReportsReader);
        await DoneAsync(scene, scene.Event("moved-too", LifecycleType.Mover, "New"), 3, [scene.Customers[1]]);
        Assert.False(scene.IsIn(both));
        var rest = new Collected<LifecycleRun>();
        await scene.World.Service.ContinueAsync(new Core.Services.LifecycleRunQuery { EventId = "moved" }, rest, default);
        Assert.True(rest.Errors.IsEmpty, string.Join(" ", rest.Errors.Select(error => error.Message)));
        Assert.All(rest.Items, run => Assert.True(run.Complete));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public async Task A_group_that_opens_more_than_the_job_roles_is_given_only_where_the_event_says_so_and_nothing_forbids_it(bool accepted, bool abroad, bool given)
    {
        using var scene = new GdapScene(2, 4);
        string wide = scene.Group("Wide", (scene.Customers[0], Helpdesk), (scene.Customers[1], Helpdesk));
        scene.World.JobRole("New", Gdap(Helpdesk));
        if (abroad)
        {
            scene.Register(scene.Customers[1], tenant => tenant with { Jurisdiction = "CH" });
        }

        LifecycleEvent joiner = scene.Event("joined", LifecycleType.Joiner, "New") with { AllowWiderPartnerAccess = accepted, Approver = "Lead" };
        (IReadOnlyList<LifecycleRun> plan, _) = await scene.RunAsync(joiner, [scene.Customers[0]], dryRun: true);
        Assert.Equal(given, plan.Single(run => run.TenantId == scene.Partner.TenantId).Steps.Count > 0);
        Assert.Equal(!given, plan.Single(run => run.TenantId == scene.Partner.TenantId).Remaining.Any(words => words.Contains($"in {scene.Customers[1].Name}", StringComparison.Ordinal)));
        int writes = Writes(scene);

        (IReadOnlyList<LifecycleRun> runs, _) = await scene.RunAsync(joiner, [scene.Customers[0]]);

        Assert.Equal(given, scene.IsIn(wide));
        Assert.Equal(given, Writes(scene) > writes);
        Assert.Equal(given, runs.Single(run => run.TenantId == scene.Customers[0].TenantId).Complete);
        Assert.DoesNotContain(scene.Customers[1].Name, scene.Told(scene.Customers[0]), StringComparison.OrdinalIgnoreCase);

        // The other client's log shows who let somebody in, and why; before it happened.
        Assert.Equal(given, scene.Told(scene.Customers[1]).Contains("event joined accepts it, approved by Lead", StringComparison.Ordinal));
        Assert.DoesNotContain(scene.Customers[0].Name, scene.Told(scene.Customers[1]), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_an_exception_of_the_other_client_covers_needs_no_acceptance()
    {
        using var scene = new GdapScene(2, 4);
        string wide = scene.Group("Wide", (scene.Customers[0], Helpdesk), (scene.Customers[1], Helpdesk));
        scene.World.JobRole("New", Gdap(Helpdesk));
        TestLab other = scene.Customers[1];
        scene.Register(other, tenant => tenant with { Approvers = ["Carla Client"] });
        scene.World.Fact(other.TenantId, ExceptionActions.Create, new AccessExceptionDocument
        {
            Id = "EX-1",
            Tenant = other.TenantId,
            Pattern = new AccessPattern { Principal = scene.Id, Role = Helpdesk },
            Owner = "Olga Owner",
            Approver = "Carla Client",
            Ticket = "T-2",
            Reason = "Shared desk",
            Expires = scene.World.Time.GetUtcNow().AddDays(30),
        });
        scene.World.Fact(other.TenantId, ExceptionActions.Approve, new ExceptionReference("EX-1"));

        await DoneAsync(scene, scene.Event("joined", LifecycleType.Joiner, "New"), 4, [scene.Customers[0]]);

        Assert.True(scene.IsIn(wide));
    }

    [Fact]
    public async Task A_run_is_open_while_the_clients_tenant_does_not_show_the_partners_group_or_the_access_assignment_is_pending()
    {
        using var scene = new GdapScene(1, 5);
        TestLab customer = scene.Customers[0];
        string desk = scene.Group("Desk", (customer, Helpdesk));
        string pending = scene.Group("Pending");
        scene.Assign(customer, pending, "pending", ReportsReader);
        scene.World.JobRole("New", Gdap(Helpdesk));
        scene.World.JobRole("Waits", Gdap(ReportsReader));
        GdapScene.Hide(customer, desk);

        (IReadOnlyList<LifecycleRun> runs, _) = await scene.RunAsync(scene.Event("joined", LifecycleType.Joiner, "New"));
        Assert.True(scene.IsIn(desk));
        Assert.All(runs, run => Assert.Equal(LifecycleRunState.Open, run.State));
        Assert.Contains(runs.Single(run => run.TenantId == customer.TenantId).Remaining, words => words.Contains("does not show in this tenant yet", StringComparison.Ordinal));

        (runs, _) = await scene.RunAsync(scene.Event("waiting", LifecycleType.Mover, "Waits"));
        Assert.False(scene.IsIn(pending));
        Assert.Contains(runs.Single(run => run.TenantId == customer.TenantId).Remaining, words => words.Contains("active access assignment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_clients_log_says_what_was_given_and_taken_through_the_partner_and_undo_takes_it_back()
    {
        using var scene = new GdapScene(1, 6);
        TestLab customer = scene.Customers[0];
        (string desk, string readers) = (scene.Group("Desk", (customer, Helpdesk)), scene.Group("Readers", (customer, ReportsReader)));
        scene.World.JobRole("Old", Gdap(Helpdesk));
        scene.World.JobRole("New", Gdap(ReportsReader, EntitlementHolding.JustInTime));
        await DoneAsync(scene, scene.Event("joined", LifecycleType.Joiner, "Old"), 6);
        (IReadOnlyList<LifecycleRun> runs, _) = await scene.RunAsync(scene.Event("moved", LifecycleType.Mover, "New"));

        LifecycleRunDocument document = scene.World.Ledger.Read(register => register.Get<LifecycleRunDocument>(LifecycleRunDocument.KeyOf("moved", customer.TenantId)))!;
        Assert.Equal([(PartnerDeedKind.Given, readers, ReportsReader), (PartnerDeedKind.Taken, desk, Helpdesk)], document.PartnerDeeds.OrderBy(deed => deed.Kind).Select(deed => (deed.Kind, deed.Group, Assert.Single(deed.Roles))));
        Assert.Contains(runs.Single(run => run.TenantId == customer.TenantId).Steps, step => step.Action == LifecycleActions.Partner);
        Assert.Equal([new RawPartnerRole(ReportsReader, false)], scene.Roles(customer));

        var undone = new Collected<LifecycleRun>();
        await scene.World.Service.UndoAsync(new Core.Services.LifecycleRunQuery { EventId = "moved" }, "T-3", "Wrong person", undone, default);
        Assert.All(undone.Items, run => Assert.Equal(LifecycleRunState.Undone, run.State));
        Assert.Equal([new RawPartnerRole(Helpdesk, true)], scene.Roles(customer));
    }

    [Fact]
    public async Task A_new_technician_gets_one_account_at_the_partner_and_none_in_its_customers()
    {
        using var scene = new GdapScene(2, 8);
        string desk = scene.Group("Desk", (scene.Customers[0], Helpdesk), (scene.Customers[1], Helpdesk));
        scene.World.JobRole("New", Gdap(Helpdesk));
        string name = "nora.neu@" + scene.Name.Split('@')[1];
        LifecycleEvent joiner = scene.Event("joined", LifecycleType.Joiner, "New") with
        {
            Person = new LifecyclePerson { Id = "p-2", DisplayName = "Nora Neu", UserPrincipalName = name, EmployeeId = "E-77", UsageLocation = "DE" },
            Joiner = new JoinerSettings { CreateUser = true },
        };

        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await scene.RunAsync(joiner, scene.World.Labs);

        Assert.True(errors.Count == 0, string.Join(" ", errors.Select(error => error.Message)));
        Assert.All(runs, run => Assert.True(run.Complete));
        string id = Assert.Single(runs.Single(run => run.TenantId == scene.Partner.TenantId).Principals);
        Assert.Equal([desk], RawScope.Groups(scene.Partner, id));
        Assert.All(scene.Customers, customer => Assert.False(customer.Inspect(directory => directory.Users.Any(user => user["userPrincipalName"] == name))));
        Assert.All(scene.Customers, customer => Assert.Contains("\"Given\"", scene.Told(customer), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_group_that_customers_need_is_kept_though_the_partners_own_tenant_would_take_it()
    {
        using var scene = new GdapScene(1, 9);
        string desk = scene.Group("Desk", (scene.Customers[0], Helpdesk));
        scene.Partner.Change((_, change) => change.Put(MspGov.Lab.Rules.PimObjects.RoleAssignment(Guid.NewGuid().ToString("D"), desk, ReportsReader, "/")));
        scene.World.JobRole("New", Gdap(Helpdesk));

        (IReadOnlyList<LifecycleRun> runs, _) = await scene.RunAsync(scene.Event("joined", LifecycleType.Joiner, "New"), scene.World.Labs);

        Assert.True(scene.IsIn(desk));
        LifecycleRun partner = runs.Single(run => run.TenantId == scene.Partner.TenantId);
        Assert.Equal(LifecycleRunState.Open, partner.State);
        Assert.Contains(partner.Remaining, words => words.Contains("job roles in client tenants need it", StringComparison.Ordinal));
        Assert.Equal(1, scene.Partner.Requests.Writes.Count(request => request.PathAndQuery.Contains(desk, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_partner_that_cannot_be_read_changes_nothing_and_keeps_its_customers_open()
    {
        using var scene = new GdapScene(1, 10);
        scene.Group("Desk", (scene.Customers[0], Helpdesk));
        scene.World.JobRole("New", Gdap(Helpdesk));
        scene.Partner.Behaviour = new LabBehaviour { DeniedPaths = ["/tenantRelationships"] };

        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await scene.RunAsync(scene.Event("joined", LifecycleType.Joiner, "New"));

        Assert.NotEmpty(errors);
        Assert.Equal(LifecycleRunState.Open, Assert.Single(runs).State);
        Assert.Empty(scene.Partner.Requests.Writes);
    }

    [Fact]
    public async Task A_clients_own_employee_with_the_employee_number_of_a_technician_is_somebody_else()
    {
        using var scene = new GdapScene(1, 7);
        TestLab customer = scene.Customers[0];
        string desk = scene.Group("Desk", (customer, Helpdesk));
        scene.World.JobRole("New", Gdap(Helpdesk));
        (string id, string name) = RawWalk.Richest(customer);
        scene.Partner.Change((directory, change) => change.Put(directory.Find(MspGov.Lab.Model.Sets.Users, scene.Id)!.With(user => user["employeeId"] = "E-7")));
        customer.Change((directory, change) => change.Put(directory.Find(MspGov.Lab.Model.Sets.Users, id)!.With(user => user["employeeId"] = "E-7")));

        (IReadOnlyList<LifecycleRun> runs, _) = await scene.RunAsync(scene.Event("joined", LifecycleType.Joiner, "New") with
        {
            Person = new LifecyclePerson { Id = "E-7", DisplayName = "Nora Neu", UserPrincipalName = name, EmployeeId = "E-7" },
        });

        Assert.False(scene.IsIn(desk));
        Assert.Equal(LifecycleRunState.Open, Assert.Single(runs).State);
        Assert.Contains(runs[0].Remaining, words => words.Contains("no account in the partner's tenant", StringComparison.Ordinal));
    }

    /// <summary>Groups of one role and one customer, groups that many share, and memberships of the technician: direct, nested, eligible.</summary>
    private static async Task<string[]> FurnishAsync(GdapScene scene, Random random)
    {
        string[] single = [.. scene.Customers.SelectMany(customer => Pool.Select(role => scene.Group($"{customer.Name}-{role[..4]}", (customer, role))))];
        string[] common = [.. Pool.Select(role => scene.Group($"All-{role[..4]}", [.. scene.Customers.Select(customer => (customer, role))])), scene.Group("Two", (scene.Customers[0], Helpdesk), (scene.Customers[0], GlobalReader))];
        string team = scene.Group("Team");
        await scene.JoinAsync(single[random.Next(single.Length)], team);
        foreach (string group in single.Concat(common).Append(team).Where(_ => random.Next(4) == 0))
        {
            await (random.Next(3) == 0 ? scene.EligibleAsync(group, scene.Id) : scene.JoinAsync(group, scene.Id));
        }

        return common;
    }

    private static JobRoleEntitlement[] Some(Random random) =>
        [.. Pool.OrderBy(_ => random.Next()).Take(random.Next(1, 3)).Select(role => Gdap(role, random.Next(2) == 0 ? EntitlementHolding.Standing : EntitlementHolding.JustInTime))];

    /// <summary>By raw state: each role of the job as it is to be held, and besides them nothing.</summary>
    private static void Exactly(GdapScene scene, TestLab customer, JobRoleEntitlement[] wanted, int seed)
    {
        IReadOnlyList<RawPartnerRole> roles = scene.Roles(customer);
        foreach (JobRoleEntitlement entitlement in wanted)
        {
            bool standing = entitlement.Holding == EntitlementHolding.Standing;
            Assert.True(roles.Contains(new RawPartnerRole(entitlement.Id, standing)), $"world {seed}, {customer.Name}: {entitlement.Id} ({entitlement.Holding}) is missing");
            Assert.True(standing || !roles.Contains(new RawPartnerRole(entitlement.Id, true)), $"world {seed}, {customer.Name}: {entitlement.Id} stands");
        }

        RawPartnerRole[] more = [.. roles.Where(role => !wanted.Any(entitlement => entitlement.Id == role.Role))];
        Assert.True(more.Length == 0, $"world {seed}, {customer.Name}: {string.Join(", ", more.Select(role => role.ToString()))}");
    }

    private static int Writes(GdapScene scene) => scene.World.Labs.Sum(lab => lab.Requests.Writes.Count);

    private static async Task DoneAsync(GdapScene scene, LifecycleEvent what, int seed, IReadOnlyList<TestLab>? tenants = null)
    {
        (IReadOnlyList<LifecycleRun> runs, IReadOnlyList<GovException> errors) = await scene.RunAsync(what, tenants);
        Assert.True(errors.Count == 0, $"world {seed}, {what.EventId}: {string.Join(Environment.NewLine, errors.Select(error => error.Message))}");
        Assert.All(runs, run => Assert.True(run.Complete, $"world {seed}, {what.EventId}"));
    }
}
