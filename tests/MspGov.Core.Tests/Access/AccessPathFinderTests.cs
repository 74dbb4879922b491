using MspGov.Core.Access;
using MspGov.Core.Access.Inventory;

namespace MspGov.Core.Tests.Access;

public class AccessPathFinderTests
{
    [Fact]
    public void Paths_equal_a_naive_walk_edge_for_edge_in_300_random_directories_with_cycles()
    {
        int compared = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            var directory = new RandomDirectory(seed);
            List<string> expected = directory.BruteForce();
            AccessPath[] paths = [.. new AccessPathFinder(directory.ToInventory(), "t").Find(AccessFilter.All)];
            List<string> actual = [.. paths.Select(path => RandomDirectory.Line(path.RoleId, path.Via, path.Edges))];
            expected.Sort(StringComparer.Ordinal);
            actual.Sort(StringComparer.Ordinal);
            Assert.Equal(expected, actual);
            Assert.Equal(paths.Length, paths.Select(path => path.PathId).Distinct().Count());
            compared += expected.Count;
        }

        Assert.True(compared > 9_000, $"Only {compared} paths were compared.");
    }

    [Fact]
    public void An_eligible_edge_anywhere_makes_the_path_eligible_and_not_standing()
    {
        InventoryBuilder builder = Builder(out int alice, out int group);
        builder.AddScheduledMember(alice, group, true, Window.Always);
        builder.RoleAssignments.Add(new(group, EntraReference.GlobalAdministrator, "/", false, Window.Always, "a"));

        AccessPath path = Assert.Single(Find(builder));

        Assert.Equal(AssignmentKind.Eligible, path.Assignment);
        Assert.False(path.Standing);
        Assert.True(path.Privileged);
        Assert.Equal(["eligibleMemberOf", "active"], path.Edges);
    }

    [Fact]
    public void A_path_ends_when_its_first_edge_ends()
    {
        var early = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        InventoryBuilder builder = Builder(out int alice, out int group);
        builder.Memberships.Add(new(alice, group, false, Window.Always));
        builder.AddScheduledMember(alice, group, false, Window.Of(null, early));
        builder.RoleAssignments.Add(new(group, EntraReference.GlobalAdministrator, "/", false, Window.Of(null, early.AddDays(1)), "a"));

        AccessPath path = Assert.Single(Find(builder));

        Assert.Equal(early, path.End);
        Assert.False(path.Standing);
    }

    [Fact]
    public void An_activation_beside_a_permanent_assignment_does_not_hide_the_standing_access()
    {
        InventoryBuilder builder = Builder(out int alice, out _);
        builder.RoleAssignments.Add(new(alice, EntraReference.GlobalAdministrator, "/", false, Window.Always, "a"));
        var hour = Window.Of(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1));
        builder.AddActiveSchedule(new(alice, EntraReference.GlobalAdministrator, "/", false, Window.Always, "i1"), null);
        builder.AddActiveSchedule(new(alice, EntraReference.GlobalAdministrator, "/", false, hour, "i2"), null);

        Assert.True(Assert.Single(Find(builder)).Standing);
    }

    [Fact]
    public void A_foreign_group_is_named_and_not_dropped()
    {
        InventoryBuilder builder = Builder(out _, out _);
        int foreign = builder.Objects.Intern(Guid.NewGuid().ToString());
        builder.Objects[foreign].Kind = ObjectKind.Foreign;
        builder.RoleAssignments.Add(new(foreign, EntraReference.GlobalAdministrator, "/", false, Window.Always, "a"));

        AccessPath path = Assert.Single(Find(builder));

        Assert.Equal(PrincipalType.ForeignGroup, path.PrincipalType);
        Assert.Equal(AssignmentKind.Gdap, path.Assignment);
    }

    [Fact]
    public void A_denied_family_makes_the_tenant_partial_and_an_unlicensed_one_does_not()
    {
        InventoryBuilder licensed = Builder(out _, out _);
        licensed.SetResult(new(InventoryFamily.Users, FamilyState.Complete));
        licensed.SetResult(new(InventoryFamily.RoleEligibility, FamilyState.NotLicensed, "no P2"));
        Assert.Equal(Completeness.Complete, licensed.Build().Completeness);

        licensed.SetResult(new(InventoryFamily.Groups, FamilyState.Denied, "403"));
        Assert.Equal(Completeness.Partial, licensed.Build().Completeness);

        InventoryBuilder lost = Builder(out _, out _);
        lost.SetResult(new(InventoryFamily.Users, FamilyState.Failed, "reset"));
        lost.SetResult(new(InventoryFamily.RoleEligibility, FamilyState.NotLicensed, "no P2"));
        Assert.Equal(Completeness.Unknown, lost.Build().Completeness);
    }

    [Fact]
    public void Owning_an_application_whose_service_principal_has_a_tier_zero_permission_is_privileged()
    {
        InventoryBuilder builder = Builder(out int alice, out _);
        Guid appId = Guid.NewGuid();
        int app = Add(builder, ObjectKind.Application);
        builder.Objects[app].AppId = appId;
        int principal = Add(builder, ObjectKind.ServicePrincipal);
        builder.Objects[principal].AppId = appId;
        int graph = Add(builder, ObjectKind.ServicePrincipal);
        builder.Objects[graph].AppId = Guid.Parse(EntraReference.GraphAppId);
        builder.AppPermissions.Add(new(principal, graph, Guid.Parse("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8"), "x"));
        builder.Ownerships.Add(new(alice, app, false, Window.Always));

        AccessPath[] paths = Find(builder);

        Assert.All(paths, path => Assert.True(path.Privileged));
        Assert.Contains(paths, path => path is { Assignment: AssignmentKind.Owner, Role: "Owner" });
        Assert.Contains(paths, path => path is { Assignment: AssignmentKind.Application, Role: "RoleManagement.ReadWrite.Directory" });
    }

    [Fact]
    public void Groups_that_are_all_in_each_other_end_in_a_named_gap_and_not_in_an_endless_run()
    {
        InventoryBuilder builder = Builder(out int alice, out int group);
        int[] groups = [group, .. Enumerable.Range(0, 14).Select(_ => Add(builder, ObjectKind.Group))];
        foreach (int outer in groups)
        {
            builder.Memberships.Add(new(alice, outer, false, Window.Always));
            builder.Memberships.AddRange(groups.Where(inner => inner != outer).Select(inner => new Membership(inner, outer, false, Window.Always)));
        }

        builder.RoleAssignments.Add(new(group, EntraReference.GlobalAdministrator, "/", false, Window.Always, "a"));
        var finder = new AccessPathFinder(builder.Build(), "t");

        Assert.Equal(Completeness.Partial, finder.Completeness);
        Assert.Contains(finder.Families, family => family is { Family: InventoryFamily.GroupMembers, State: FamilyState.Failed });
        Assert.InRange(finder.Find(AccessFilter.All).Count(), 1, GroupChains.MostSteps);
    }

    [Fact]
    public void Shipped_roles_say_what_the_directory_says_of_who_can_reset_whom()
    {
        const string helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
        const string passwordAdmin = "966707d0-3269-4727-9be2-8c3a10f19b9d";
        Assert.Equal(143, EntraReference.Roles.Count);
        Assert.Equal(34, EntraReference.Roles.Values.Count(role => role.Privileged));
        Assert.True(EntraReference.CanReset(helpdesk, [], false));
        Assert.True(EntraReference.CanReset(helpdesk, [passwordAdmin], false));
        Assert.False(EntraReference.CanReset(passwordAdmin, [helpdesk], false));
        Assert.False(EntraReference.CanReset(helpdesk, [], true));
        Assert.False(EntraReference.CanReset(helpdesk, [EntraReference.GlobalAdministrator], false));
        Assert.True(EntraReference.CanReset("7be44c8a-adaf-4e2a-84d6-ab2649e08a13", [EntraReference.GlobalAdministrator], true));
    }

    private static AccessPath[] Find(InventoryBuilder builder) => [.. new AccessPathFinder(builder.Build(), "t").Find(AccessFilter.All)];

    private static InventoryBuilder Builder(out int alice, out int group)
    {
        var builder = new InventoryBuilder("11111111-0000-0000-0000-000000000000", DateTimeOffset.UnixEpoch);
        alice = Add(builder, ObjectKind.User);
        group = Add(builder, ObjectKind.Group);
        return builder;
    }

    private static int Add(InventoryBuilder builder, ObjectKind kind)
    {
        int index = builder.Objects.Intern(Guid.NewGuid());
        builder.Objects[index].Kind = kind;
        return index;
    }
}
