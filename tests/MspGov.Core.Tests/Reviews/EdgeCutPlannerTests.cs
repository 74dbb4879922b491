using MspGov.Core.Access;
using MspGov.Core.Changes;
using MspGov.Core.Reviews;
using static MspGov.Core.Tests.Reviews.ReviewWorld;

namespace MspGov.Core.Tests.Reviews;

public class EdgeCutPlannerTests
{
    private static readonly GroupFacts Plain = new("g1", "Admins", RoleAssignable: true);

    [Fact]
    public void A_nested_group_is_never_cut_for_one_members_sake()
    {
        AccessPath path = Through(AccessEdges.MemberOf, AccessEdges.MemberOf);
        Assert.Equal([new ReferenceChange(Relation.GroupMember, "g1", path.PrincipalId, false)], Revoke(path, new EdgeFacts { Group = Plain }).Changes);
    }

    [Fact]
    public void A_dynamic_membership_cannot_be_cut_and_says_what_to_do()
    {
        EdgeCut cut = Revoke(Through(AccessEdges.MemberOf), new EdgeFacts { Group = Plain with { DynamicRule = "user.department -eq \"IT\"" } });
        Assert.False(cut.Possible);
        Assert.Contains("user.department", cut.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_synchronised_group_cannot_be_cut_and_says_where_to_go() =>
        Assert.Contains("on-premises", Revoke(Through(AccessEdges.MemberOf), new EdgeFacts { Group = Plain with { Synced = true } }).Words, StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_cut_on_what_could_not_be_read()
    {
        Assert.False(Revoke(Through(AccessEdges.MemberOf), new EdgeFacts()).Possible);
        Assert.False(Revoke(Path() with { Assignment = AssignmentKind.Owner, Edges = [AccessEdges.OwnerOf] }, new EdgeFacts()).Possible);
        Assert.False(Revoke(Path() with { Assignment = AssignmentKind.Delegated, Edges = [AccessEdges.Delegated], AssignmentId = "x" }, new EdgeFacts()).Possible);
    }

    [Fact]
    public void One_value_is_taken_out_of_a_consent_and_the_others_stay()
    {
        AccessPath path = Path() with { Assignment = AssignmentKind.Delegated, Edges = [AccessEdges.Delegated], RoleId = "Mail.Read", AssignmentId = "grant" };
        Assert.Equal([new ConsentChange("grant", "User.Read")], Revoke(path, new EdgeFacts { ConsentScopes = ["User.Read", "Mail.Read"] }).Changes);
        Assert.Equal([new ConsentChange("grant", null)], Revoke(path, new EdgeFacts { ConsentScopes = ["Mail.Read"] }).Changes);
    }

    [Fact]
    public void The_only_owner_is_not_removed_but_can_be_replaced()
    {
        AccessPath path = Path() with { Assignment = AssignmentKind.Owner, Edges = [AccessEdges.OwnerOf], Scope = "app" };
        var facts = new EdgeFacts { Owned = new OwnedFacts("app", "Backup", OwnedKind.Application, 1) };
        Assert.False(Revoke(path, facts).Possible);
        EdgeCut cut = EdgeCutPlanner.Plan(path, ReviewDecisionKind.ReassignOwner, facts with { NewOwner = "new" }, null, Start);
        Assert.Equal([new ReferenceChange(Relation.ApplicationOwner, "app", "new", true), new ReferenceChange(Relation.ApplicationOwner, "app", path.PrincipalId, false)], cut.Changes);
    }

    [Fact]
    public void Reducing_makes_eligible_before_it_takes_away()
    {
        EdgeCut cut = EdgeCutPlanner.Plan(Path(), ReviewDecisionKind.ReduceToEligible, new EdgeFacts(), "T-1", Start);
        var eligible = Assert.IsType<RoleScheduleChange>(cut.Changes[0]);
        Assert.Equal((ScheduleKind.Eligibility, true, Start.AddDays(365)), (eligible.Schedule, eligible.Present, eligible.End));
        Assert.Equal(new RoleAssignmentChange(Path().PrincipalId, Path().RoleId, "/", false), cut.Changes[1]);
    }

    [Fact]
    public void The_table_in_the_documentation_is_what_the_code_does()
    {
        string[] documented = [.. File.ReadLines(Documentation())
            .SkipWhile(line => line != "<!-- edges -->").Skip(3).TakeWhile(line => line != "<!-- /edges -->")
            .Where(line => line.StartsWith('|')).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => $"{cells[1]} {cells[2]} {cells[3]}: {cells[4]}")];
        Assert.Equal(Cases().Select(one => $"{one.Held} {one.Edge} {one.Case}: {Action(one.Path, one.Facts)}"), documented);
    }

    private static string Action(AccessPath path, EdgeFacts facts)
    {
        EdgeCut cut = Revoke(path, facts);
        return cut.Possible ? string.Join(", ", cut.Changes.Select(change => $"`{change.Action}`")) : "cannot from here";
    }

    private static IEnumerable<(string Held, string Edge, string Case, AccessPath Path, EdgeFacts Facts)> Cases()
    {
        AccessPath owner = Path() with { Assignment = AssignmentKind.Owner, Scope = "o" };
        OwnedFacts owned = new("o", "Owned", OwnedKind.Application, 2);
        yield return ("Active", "`active`", "standing", Path(), new EdgeFacts());
        yield return ("Active", "`active`", "with an end (PIM)", Path() with { End = Start, Standing = false }, new EdgeFacts());
        yield return ("Eligible", "`eligible`", "", Path() with { Assignment = AssignmentKind.Eligible, Edges = [AccessEdges.Eligible] }, new EdgeFacts());
        foreach (AssignmentKind held in new[] { AssignmentKind.Active, AssignmentKind.Eligible })
        {
            string last = held == AssignmentKind.Active ? AccessEdges.Active : AccessEdges.Eligible;
            AccessPath member = Through(AccessEdges.MemberOf) with { Assignment = held, Edges = [AccessEdges.MemberOf, last] };
            yield return (held.ToString(), "`memberOf`", "assigned group, nested or not", member, new EdgeFacts { Group = Plain });
            yield return (held.ToString(), "`memberOf`", "with an end (PIM for Groups)", member, new EdgeFacts { Group = Plain with { Scheduled = true } });
            yield return (held.ToString(), "`memberOf`", "dynamic group", member, new EdgeFacts { Group = Plain with { DynamicRule = "r" } });
            yield return (held.ToString(), "`memberOf`", "synchronised group", member, new EdgeFacts { Group = Plain with { Synced = true } });
        }

        yield return ("Eligible", "`eligibleMemberOf`", "", Through(AccessEdges.EligibleMemberOf) with { Assignment = AssignmentKind.Eligible }, new EdgeFacts());
        yield return ("Owner", "`ownerOf`", "application", owner with { Edges = [AccessEdges.OwnerOf] }, new EdgeFacts { Owned = owned });
        yield return ("Owner", "`ownerOf`", "service principal", owner with { Edges = [AccessEdges.OwnerOf] }, new EdgeFacts { Owned = owned with { Kind = OwnedKind.ServicePrincipal } });
        yield return ("Owner", "`ownerOf`", "group", owner with { Edges = [AccessEdges.OwnerOf] }, new EdgeFacts { Owned = owned with { Kind = OwnedKind.Group } });
        yield return ("Owner", "`ownerOf`", "with an end (PIM for Groups)", owner with { Edges = [AccessEdges.OwnerOf] }, new EdgeFacts { Owned = owned with { Kind = OwnedKind.Group, Scheduled = true } });
        yield return ("Owner", "`ownerOf`", "the only owner", owner with { Edges = [AccessEdges.OwnerOf] }, new EdgeFacts { Owned = owned with { Owners = 1 } });
        yield return ("Owner", "`eligibleOwnerOf`", "", owner with { Edges = [AccessEdges.EligibleOwnerOf] }, new EdgeFacts { Owned = owned });
        yield return ("Application", "`appRole`", "", Path() with { Assignment = AssignmentKind.Application, Edges = [AccessEdges.AppRole] }, new EdgeFacts());
        AccessPath consent = Path() with { Assignment = AssignmentKind.Delegated, Edges = [AccessEdges.Delegated], RoleId = "Mail.Read", AssignmentId = "g" };
        yield return ("Delegated", "`delegated`", "one of several scopes", consent, new EdgeFacts { ConsentScopes = ["Mail.Read", "User.Read"] });
        yield return ("Delegated", "`delegated`", "the last scope", consent, new EdgeFacts { ConsentScopes = ["Mail.Read"] });
        yield return ("Gdap", "`gdap`", "", Path() with { Assignment = AssignmentKind.Gdap, Edges = [AccessEdges.Gdap], PrincipalType = PrincipalType.ForeignGroup }, new EdgeFacts());
    }

    private static EdgeCut Revoke(AccessPath path, EdgeFacts facts) => EdgeCutPlanner.Plan(path, ReviewDecisionKind.Revoke, facts, "T-1", Start);

    private static AccessPath Through(params string[] hops) => Path() with
    {
        Via = ["id-eve@contoso.com", .. hops.Select((_, i) => $"g{i + 1}")],
        Edges = [.. hops, AccessEdges.Active],
    };

    private static string Documentation()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "MspGov.sln")))
        {
            folder = folder.Parent;
        }

        return System.IO.Path.Combine(folder!.FullName, "docs", "reviews.md");
    }
}
