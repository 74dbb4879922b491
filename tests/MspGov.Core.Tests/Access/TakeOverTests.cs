using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;
using MspGov.Core.Access.Radius;
using MspGov.Core.Tenants;

namespace MspGov.Core.Tests.Access;

/// <summary>Who can reset whose password within an administrative unit.</summary>
public class TakeOverTests
{
    private const string HelpDesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
    private const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    private const string DirectoryReaders = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b";
    private const string Tenant = "11111111-1111-1111-1111-111111111111";

    [Theory]
    [InlineData(HelpDesk, false, false, false)]
    [InlineData(HelpDesk, true, false, true)]
    [InlineData(HelpDesk, true, true, false)]
    [InlineData(UserAdministrator, true, true, true)]
    [InlineData(UserAdministrator, false, true, false)]
    public void A_role_within_a_unit_reaches_its_members_and_most_of_them_no_administrators(string role, bool inUnit, bool victimHoldsRole, bool reaches)
    {
        Assert.Equal(reaches, Reach(role, "/administrativeUnits/" + Id(9), inUnit, victimHoldsRole));
    }

    [Theory]
    [InlineData(HelpDesk)]
    [InlineData(UserAdministrator)]
    public void A_role_for_the_whole_tenant_needs_no_unit(string role) => Assert.True(Reach(role, "/", inUnit: false, victimHoldsRole: true));

    /// <summary>Whether the technician reaches Global Administrator through a user who owns an application that holds it.</summary>
    private static bool Reach(string role, string scope, bool inUnit, bool victimHoldsRole)
    {
        var builder = new InventoryBuilder(Tenant, DateTimeOffset.UnixEpoch);
        int technician = Object(1, ObjectKind.User);
        int victim = Object(2, ObjectKind.User);
        int application = Object(3, ObjectKind.ServicePrincipal);
        int unit = Object(9, ObjectKind.AdministrativeUnit);
        int otherUnit = Object(8, ObjectKind.AdministrativeUnit);
        builder.RoleAssignments.Add(new(technician, role, scope, false, Window.Always, "a"));
        builder.RoleAssignments.Add(new(application, EntraReference.GlobalAdministrator, "/", false, Window.Always, "b"));
        builder.Ownerships.Add(new(victim, application, false, Window.Always));
        builder.UnitMembers.Add(new(victim, inUnit ? unit : otherUnit));
        if (victimHoldsRole)
        {
            builder.RoleAssignments.Add(new(victim, DirectoryReaders, "/", false, Window.Always, "c"));
        }

        var meter = new RadiusMeter();
        meter.Add(new TenantDocument { Id = Tenant, Name = "contoso", Connection = new() { Kind = ConnectionKind.Lab } }, builder.Build());
        return meter.Measure(Id(1))!.Reach.Any(reach => reach.Role == "Global Administrator");

        int Object(int number, ObjectKind kind)
        {
            int index = builder.Objects.Intern(Id(number));
            builder.Objects[index].Kind = kind;
            return index;
        }
    }

    private static string Id(int number) => $"aaaaaaaa-0000-4000-8000-{number:D12}";
}
