using MspGov.Core.Access;
using MspGov.Core.Services;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Access;

public class TenantAccessOracleTests
{
    [Fact]
    public async Task Paths_of_100_seeded_lab_tenants_equal_a_brute_force_walk_over_their_raw_directories_edge_for_edge()
    {
        int compared = 0;
        var kinds = new HashSet<string>();
        for (int seed = 1; seed <= 100; seed++)
        {
            TestLab lab = AccessHarness.Lab($"seed{seed}", LabSize.Small, seed);
            using var harness = new AccessHarness(lab);

            Collected<AccessPath> read = await harness.ReadAsync();

            Assert.Empty(read.Errors);
            List<string> expected = lab.Inspect(directory => new BruteForceOracle(directory).Lines());
            List<string> actual = [.. read.Items.Select(Line)];
            expected.Sort(StringComparer.Ordinal);
            actual.Sort(StringComparer.Ordinal);
            Assert.Equal(expected, actual);
            Assert.All(read.Items, path => Assert.Equal(Completeness.Complete, path.Completeness));
            Assert.Equal(read.Items.Count, read.Items.Select(path => path.PathId).Distinct().Count());
            compared += expected.Count;
            kinds.UnionWith(read.Items.Select(path => $"{path.Assignment} {path.PrincipalType}"));
        }

        Assert.True(compared > 6_000, $"Only {compared} paths were compared.");
        Assert.Contains("Gdap ForeignGroup", kinds);
        Assert.Contains("Eligible User", kinds);
        Assert.Contains("Application ServicePrincipal", kinds);
        Assert.Contains("Delegated ServicePrincipal", kinds);
        Assert.Contains("Owner User", kinds);
    }

    [Fact]
    public async Task Two_readings_of_one_tenant_give_the_same_path_ids()
    {
        using var harness = new AccessHarness(AccessHarness.Lab("contoso", LabSize.Medium, 7));

        Collected<AccessPath> first = await harness.ReadAsync();
        Collected<AccessPath> second = await harness.ReadAsync();

        Assert.NotEmpty(first.Items);
        Assert.Equal(first.Items.Select(path => path.PathId).Order(), second.Items.Select(path => path.PathId).Order());
    }

    public static string Line(AccessPath path) => BruteForceOracle.Line(
        path.PrincipalType.ToString(),
        path.Assignment switch
        {
            AssignmentKind.Owner => $"owner {path.Scope}",
            AssignmentKind.Delegated => $"{path.RoleId} {path.Scope} for {path.OnBehalfOf}",
            _ => $"{path.RoleId} {path.Scope}",
        },
        path.Assignment.ToString(),
        path.Via,
        path.Edges,
        path.End,
        path.Standing);
}
