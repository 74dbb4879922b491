using MspGov.Core.Access;
using MspGov.Core.Exceptions;
using MspGov.Core.JobRoles;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;
using MspGov.Core.Tests.Reviews;
using static MspGov.Core.Tests.Reviews.ReviewWorld;

namespace MspGov.Core.Tests.JobRoles;

public class ExpectedScopeTests
{
    private static readonly JobRoleAssignmentDocument Eve = new()
    {
        Id = "a",
        Tenant = Contoso,
        Person = "eve",
        Principals = ["eve@contoso.com"],
        JobRole = "FirstLineSupport",
        Start = Start.AddDays(-1),
    };

    [Fact]
    public void Just_in_time_is_as_expected_and_standing_is_excess()
    {
        Assert.Equal(ScopeVerdictKind.Excess, Classify(Path()).Kind);
        Assert.Equal(ScopeVerdictKind.Expected, Classify(Path() with { Assignment = AssignmentKind.Eligible, Standing = false }).Kind);
        Assert.Equal(ScopeVerdictKind.Expected, Classify(Path() with { End = Start.AddHours(4), Standing = false }).Kind);
    }

    [Fact]
    public void What_the_job_role_does_not_give_is_unexpected() =>
        Assert.Equal(ScopeVerdictKind.Unexpected, Classify(Path(role: "Global Administrator") with { RoleId = "62e90394-69f5-4237-9190-012177145e10" }).Kind);

    [Fact]
    public void Without_a_job_role_there_is_no_expectation() => Assert.Equal(ScopeVerdictKind.NoJobRole, Classify(Path("zoe@contoso.com")).Kind);

    [Fact]
    public void An_ended_assignment_gives_nothing() =>
        Assert.Equal(ScopeVerdictKind.NoJobRole, Classify(Path(), assignment: Eve with { End = Start }).Kind);

    [Fact]
    public void The_tier_decides_what_may_stand()
    {
        JobRoleAssignmentDocument senior = Eve with { JobRole = "SeniorEngineer" };
        AccessPath reader = Path() with { RoleId = "f2ef992c-3afb-46b9-b7cf-a126ee74c451" };
        Assert.Equal(ScopeVerdictKind.Expected, Classify(reader, TenantTier.Standard, senior).Kind);
        Assert.Equal(ScopeVerdictKind.Excess, Classify(reader, TenantTier.HighRegulation, senior).Kind);
    }

    [Fact]
    public void An_exception_in_force_covers_it_and_an_expired_one_does_not()
    {
        var exception = new AccessExceptionDocument
        {
            Id = "EX-1",
            Tenant = Contoso,
            Pattern = new AccessPattern { Principal = "eve*" },
            Owner = "o",
            Approver = "a",
            Ticket = "t",
            Reason = "r",
            Expires = Start.AddDays(1),
            ApprovedAt = Start.AddDays(-1),
        };
        Assert.Equal(("EX-1", ScopeVerdictKind.Excepted), (Classify(Path(), exception: exception).ExceptionId, Classify(Path(), exception: exception).Kind));
        Assert.Equal(ScopeVerdictKind.Excess, Classify(Path(), exception: exception with { Expires = Start }).Kind);
        Assert.Equal(ScopeVerdictKind.Excess, Classify(Path(), exception: exception with { ApprovedAt = null }).Kind);
    }

    [Fact]
    public void Whoever_wrote_a_job_role_does_not_approve_it_unless_nobody_else_could()
    {
        var world = new ReviewWorld();
        JobRoleDocument role = ReadyJobRoles.All[0] with { Version = 1 };
        Assert.Equal(Ruling.Permit, world.Append(JobRoleActions.Propose, role, "msp"));
        Assert.Equal(RulingKind.Conflict, world.Append(JobRoleActions.Propose, role, "msp").Kind);
        Assert.Equal(RulingKind.Deny, world.Append(JobRoleActions.Approve, new JobRoleApproval(role.Name, 1), "msp").Kind);
        foreach (string other in new[] { "bob", "admin" })
        {
            world.Register.Put(world.Register.Get<OperatorDocument>(other)! with { Enabled = false });
        }

        Assert.Equal(Ruling.Permit, world.Append(JobRoleActions.Approve, new JobRoleApproval(role.Name, 1), "msp"));
    }

    [Fact]
    public void A_new_version_supersedes_the_one_in_force_only_when_approved()
    {
        var world = new ReviewWorld();
        JobRoleDocument role = ReadyJobRoles.All[0] with { Version = 1 };
        world.Append(JobRoleActions.Propose, role, "msp");
        world.Append(JobRoleActions.Approve, new JobRoleApproval(role.Name, 1), "msp", "bob");
        world.Append(JobRoleActions.Propose, role with { Version = 2, Entitlements = [] }, "msp");
        Assert.Equal(1, JobRoleCatalogue.InForce(world.Register, role.Name)!.Version);
        world.Append(JobRoleActions.Approve, new JobRoleApproval(role.Name, 2), "msp", "bob");
        Assert.Equal(2, JobRoleCatalogue.InForce(world.Register, role.Name)!.Version);
        Assert.Single(JobRoleCatalogue.InForce(world.Register));
    }

    [Fact]
    public void The_ready_made_catalogue_has_the_six_job_roles_and_no_role_that_gives_all()
    {
        Assert.Equal(["FirstLineSupport", "SeniorEngineer", "SecurityAnalyst", "ProjectEngineer", "AccountManager", "DutyManager"], ReadyJobRoles.All.Select(role => role.Name));
        Assert.DoesNotContain(ReadyJobRoles.All.SelectMany(role => role.Entitlements), entitlement => entitlement.Name is "Global Administrator" or "Privileged Role Administrator");
        Assert.All(ReadyJobRoles.All.SelectMany(role => role.Entitlements), entitlement => Assert.True(Guid.TryParse(entitlement.Id, out _)));
    }

    private static ScopeVerdict Classify(
        AccessPath path, TenantTier tier = TenantTier.Standard, JobRoleAssignmentDocument? assignment = null, AccessExceptionDocument? exception = null) =>
        ExpectedScope.Classify(path, tier, ReadyJobRoles.All, [assignment ?? Eve], exception is null ? [] : [exception], Start);
}
