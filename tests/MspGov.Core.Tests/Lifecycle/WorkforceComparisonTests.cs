using MspGov.Core.JobRoles;
using MspGov.Core.Lifecycle;
using MspGov.Core.Tenants;

namespace MspGov.Core.Tests.Lifecycle;

public class WorkforceComparisonTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TenantDocument Tenant = new() { Id = "11111111-1111-4111-8111-111111111111", Name = "contoso", Connection = new TenantConnection { Kind = ConnectionKind.Lab } };

    [Fact]
    public void Who_left_and_can_still_sign_in_is_named_with_the_command_that_fixes_it()
    {
        WorkforceFinding finding = Assert.Single(Compare([Person("max", left: Now.AddDays(-1))], Account("max"), [Role("max")]));
        Assert.Equal(WorkforceFindingKind.Lingering, finding.Kind);
        Assert.Contains("Invoke-LifecycleEvent -Type Leaver", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_staff_account_of_nobody_is_orphaned_and_the_clients_people_are_left_alone()
    {
        Assert.Equal(WorkforceFindingKind.Orphaned, Assert.Single(Compare([Person("max")], Account("eve"), [])).Kind);
        Assert.Empty(Compare([Person("max")], Account("cleo") with { Name = "cleo@contoso.example", Mail = null }, []));
    }

    [Fact]
    public void A_guest_of_the_MSP_is_staff_by_its_invited_name() =>
        Assert.Equal(WorkforceFindingKind.Orphaned, Compare([], Account("x") with { Name = "eve_msp.example#EXT#@contoso.example", Mail = null, Guest = true, Sponsors = 1 }, []).Single().Kind);

    [Fact]
    public void Staff_without_a_job_role_on_record_is_undocumented() =>
        Assert.Equal(WorkforceFindingKind.Undocumented, Assert.Single(Compare([Person("max")], Account("max"), [])).Kind);

    [Fact]
    public void An_unused_account_is_dormant_only_where_sign_ins_are_known()
    {
        WorkforceAccount old = Account("max") with { LastSignIn = Now.AddDays(-200) };
        Assert.Empty(Compare([Person("max")], old, [Role("max")]));
        Assert.Equal(WorkforceFindingKind.Dormant, Assert.Single(Compare([Person("max")], old with { SignInsKnown = true }, [Role("max")])).Kind);
    }

    [Fact]
    public void Two_people_of_one_account_and_another_employee_id_are_never_guessed()
    {
        Assert.Equal(WorkforceFindingKind.Ambiguous, Assert.Single(Compare([Person("max"), Person("moritz", mail: "max@msp.example")], Account("max"), [])).Kind);
        WorkforcePerson numbered = Person("max") with { Person = Person("max").Person with { EmployeeId = "7" } };
        Assert.Equal(WorkforceFindingKind.Ambiguous, Assert.Single(Compare([numbered], Account("max") with { EmployeeId = "8" }, [])).Kind);
    }

    [Fact]
    public void A_guest_without_sponsor_is_named_and_one_that_could_not_be_read_is_not()
    {
        WorkforceAccount guest = Account("g") with { Name = "g_other.example#EXT#@contoso.example", Mail = null, Guest = true };
        Assert.Equal(WorkforceFindingKind.GuestWithoutSponsor, Assert.Single(Compare([], guest with { Sponsors = 0 }, [])).Kind);
        Assert.Empty(Compare([], guest with { Sponsors = null }, []));
    }

    private static WorkforceFinding[] Compare(WorkforcePerson[] people, WorkforceAccount account, JobRoleAssignmentDocument[] roles) =>
        [.. new WorkforceComparison(people, false, ["msp.example"], 90, Now).Compare(Tenant, [account], roles)];

    private static WorkforcePerson Person(string id, DateTimeOffset? left = null, string? mail = null) => new()
    {
        Person = new LifecyclePerson { Id = id, DisplayName = id, Mail = mail ?? $"{id}@msp.example" },
        LeftAt = left,
    };

    private static WorkforceAccount Account(string id) => new() { Id = id, Name = $"{id}@msp.example", Mail = $"{id}@msp.example", Enabled = true, CreatedAt = Now.AddYears(-1) };

    private static JobRoleAssignmentDocument Role(string id) => new() { Id = "a", Tenant = Tenant.Id, Person = id, Principals = [$"{id}@msp.example"], JobRole = "DutyManager", Start = Now.AddDays(-10) };
}
