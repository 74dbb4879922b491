using MspGov.Core.Access.Radius;

namespace MspGov.Core.Tests.Access;

public class MinimumCutTests
{
    [Fact]
    public void The_cut_separates_and_is_as_small_as_trying_every_set_of_edges_finds_in_400_random_graphs()
    {
        int uncuttable = 0;
        int cuts = 0;
        for (int seed = 0; seed < 400; seed++)
        {
            ReachGraph graph = Graph(seed);
            IReadOnlyList<int>? cut = MinimumCut.Of(graph, [0], [5, 6]);
            int? least = Least(graph);
            Assert.Equal(least, cut?.Count);
            if (cut is null)
            {
                uncuttable++;
                continue;
            }

            Assert.All(cut, index => Assert.True(graph.Edges[index].Cuttable));
            Assert.False(Reaches(graph, [.. cut]));
            cuts += cut.Count > 0 ? 1 : 0;
        }

        Assert.True(uncuttable > 10 && cuts > 100, $"{uncuttable} without a cut, {cuts} with one.");
    }

    [Fact]
    public void The_easiest_way_avoids_a_take_over_before_it_is_short()
    {
        var graph = new ReachGraph();
        int[] nodes = [.. Enumerable.Range(0, 4).Select(i => graph.Node(new("t", "t", $"n{i}", $"n{i}")))];
        graph.Link(nodes[0], nodes[3], "owns", ReachMeans.TakeOver, true);
        graph.Link(nodes[0], nodes[1], "memberOf", ReachMeans.Standing, true);
        graph.Link(nodes[1], nodes[2], "memberOf", ReachMeans.Standing, true);
        graph.Link(nodes[2], nodes[3], "eligible", ReachMeans.Elevation, true);

        Dictionary<int, (int Edge, ReachMeans Means)> came = ReachSearch.From(graph, [nodes[0]]);

        Assert.Equal(ReachMeans.Elevation, came[nodes[3]].Means);
        Assert.Equal("n0 -memberOf-> n1 -memberOf-> n2 -eligible-> n3", ReachSearch.Chain(graph, came, nodes[3]));
    }

    private static ReachGraph Graph(int seed)
    {
        var random = new Random(seed);
        var graph = new ReachGraph();
        int[] nodes = [.. Enumerable.Range(0, 7).Select(i => graph.Node(new("t", "t", $"n{i}", $"n{i}")))];
        for (int i = 0; i < 11; i++)
        {
            graph.Link(nodes[random.Next(7)], nodes[random.Next(7)], $"e{i}", ReachMeans.Standing, random.NextDouble() < 0.75);
        }

        return graph;
    }

    /// <summary>Every subset of the cuttable edges, the smallest that separates; null when none does.</summary>
    private static int? Least(ReachGraph graph)
    {
        int[] cuttable = [.. Enumerable.Range(0, graph.Edges.Count).Where(index => graph.Edges[index].Cuttable)];
        int? least = null;
        for (int set = 0; set < 1 << cuttable.Length; set++)
        {
            HashSet<int> cut = [.. cuttable.Where((_, bit) => (set >> bit & 1) == 1)];
            if ((least is null || cut.Count < least) && !Reaches(graph, cut))
            {
                least = cut.Count;
            }
        }

        return least;
    }

    private static bool Reaches(ReachGraph graph, HashSet<int> cut)
    {
        var seen = new HashSet<int> { 0 };
        var queue = new Queue<int>(seen);
        while (queue.TryDequeue(out int node))
        {
            foreach (int index in graph.From(node).Where(index => !cut.Contains(index)))
            {
                if (seen.Add(graph.Edges[index].To))
                {
                    queue.Enqueue(graph.Edges[index].To);
                }
            }
        }

        return seen.Contains(5) || seen.Contains(6);
    }
}
