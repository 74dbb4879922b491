namespace MspGov.Core.Access.Radius;

/// <summary>
/// The easiest way to every node: as few take-overs as can be, then as few activations, then as few edges. Edge costs are small
/// integers, so buckets in a sorted queue serve.
/// </summary>
internal static class ReachSearch
{
    /// <summary>For each reached node, the edge that leads to it on the easiest way, and how that way comes about.</summary>
    public static Dictionary<int, (int Edge, ReachMeans Means)> From(ReachGraph graph, IReadOnlyCollection<int> starts)
    {
        var best = new Dictionary<int, (int, int, int)>();
        var came = new Dictionary<int, (int Edge, ReachMeans Means)>();
        var queue = new PriorityQueue<int, (int TakeOvers, int Activations, int Hops)>();
        foreach (int start in starts)
        {
            best[start] = default;
            came[start] = (-1, ReachMeans.Standing);
            queue.Enqueue(start, default);
        }

        while (queue.TryDequeue(out int node, out (int TakeOvers, int Activations, int Hops) cost))
        {
            if (cost != best[node])
            {
                continue;
            }

            foreach (int index in graph.From(node))
            {
                ReachEdge edge = graph.Edges[index];
                (int, int, int) next = (
                    cost.TakeOvers + (edge.Means == ReachMeans.TakeOver ? 1 : 0),
                    cost.Activations + (edge.Means == ReachMeans.Elevation ? 1 : 0),
                    cost.Hops + 1);
                if (!best.TryGetValue(edge.To, out (int, int, int) known) || next.CompareTo(known) < 0)
                {
                    best[edge.To] = next;
                    came[edge.To] = (index, (ReachMeans)Math.Max((int)came[node].Means, (int)edge.Means));
                    queue.Enqueue(edge.To, next);
                }
            }
        }

        return came;
    }

    /// <summary>The way to a node in words.</summary>
    public static string Chain(ReachGraph graph, Dictionary<int, (int Edge, ReachMeans Means)> came, int node)
    {
        var words = new List<string> { graph.Nodes[node].Name };
        while (came[node].Edge is var index && index >= 0)
        {
            ReachEdge edge = graph.Edges[index];
            words.Add($"-{edge.Name}->");
            words.Add(graph.Nodes[edge.From].Name);
            node = edge.From;
        }

        words.Reverse();
        return string.Join(' ', words);
    }
}
