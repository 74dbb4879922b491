namespace MspGov.Core.Access.Radius;

/// <summary>
/// The fewest edges whose removal separates the starts from the targets: by max-flow min-cut (Ford and Fulkerson 1956; shortest
/// augmenting paths after Edmonds and Karp 1972). Edges that nobody can cut have no bound.
/// </summary>
internal static class MinimumCut
{
    private const int Unbounded = int.MaxValue / 2;

    /// <summary>Indexes of the edges to cut, or null when some way has no edge that can be cut.</summary>
    public static IReadOnlyList<int>? Of(ReachGraph graph, IReadOnlyCollection<int> starts, IReadOnlyCollection<int> targets)
    {
        var sinks = new HashSet<int>(targets);
        int[] residual = [.. graph.Edges.Select(edge => edge.Cuttable ? 1 : Unbounded)];
        int[] reverse = new int[residual.Length];
        List<int>[] incoming = Incoming(graph);
        if (HasUncuttableWay(graph, starts, sinks))
        {
            return null;
        }

        while (Augmenting(graph, incoming, residual, reverse, starts, sinks) is { } way)
        {
            foreach ((int edge, bool forward) in way)
            {
                residual[edge] += !graph.Edges[edge].Cuttable ? 0 : forward ? -1 : 1;
                reverse[edge] += forward ? 1 : -1;
            }
        }

        HashSet<int> side = Reachable(graph, incoming, residual, reverse, starts);
        return [.. Enumerable.Range(0, graph.Edges.Count).Where(index => side.Contains(graph.Edges[index].From) && !side.Contains(graph.Edges[index].To))];
    }

    private static bool HasUncuttableWay(ReachGraph graph, IReadOnlyCollection<int> starts, HashSet<int> sinks)
    {
        var seen = new HashSet<int>(starts);
        var queue = new Queue<int>(starts);
        while (queue.TryDequeue(out int node))
        {
            if (sinks.Contains(node))
            {
                return true;
            }

            foreach (int edge in graph.From(node))
            {
                if (!graph.Edges[edge].Cuttable && seen.Add(graph.Edges[edge].To))
                {
                    queue.Enqueue(graph.Edges[edge].To);
                }
            }
        }

        return false;
    }

    private static List<int>[] Incoming(ReachGraph graph)
    {
        List<int>[] incoming = [.. graph.Nodes.Select(_ => new List<int>())];
        for (int i = 0; i < graph.Edges.Count; i++)
        {
            incoming[graph.Edges[i].To].Add(i);
        }

        return incoming;
    }

    private static List<(int Edge, bool Forward)>? Augmenting(
        ReachGraph graph, List<int>[] incoming, int[] residual, int[] reverse, IReadOnlyCollection<int> starts, HashSet<int> sinks)
    {
        var came = new Dictionary<int, (int Node, int Edge, bool Forward)>();
        var queue = new Queue<int>(starts);
        foreach (int start in starts)
        {
            came[start] = (-1, -1, true);
        }

        while (queue.TryDequeue(out int node))
        {
            if (sinks.Contains(node))
            {
                return Way(came, node);
            }

            foreach ((int next, int edge, bool forward) in Steps(graph, incoming, residual, reverse, node))
            {
                if (came.TryAdd(next, (node, edge, forward)))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return null;
    }

    private static IEnumerable<(int Next, int Edge, bool Forward)> Steps(ReachGraph graph, List<int>[] incoming, int[] residual, int[] reverse, int node)
    {
        foreach (int edge in graph.From(node))
        {
            if (residual[edge] > 0)
            {
                yield return (graph.Edges[edge].To, edge, true);
            }
        }

        foreach (int edge in incoming[node])
        {
            if (reverse[edge] > 0)
            {
                yield return (graph.Edges[edge].From, edge, false);
            }
        }
    }

    private static List<(int Edge, bool Forward)> Way(Dictionary<int, (int Node, int Edge, bool Forward)> came, int node)
    {
        var way = new List<(int, bool)>();
        while (came[node] is var step && step.Edge >= 0)
        {
            way.Add((step.Edge, step.Forward));
            node = step.Node;
        }

        return way;
    }

    private static HashSet<int> Reachable(ReachGraph graph, List<int>[] incoming, int[] residual, int[] reverse, IReadOnlyCollection<int> starts)
    {
        var seen = new HashSet<int>(starts);
        var queue = new Queue<int>(starts);
        while (queue.TryDequeue(out int node))
        {
            foreach ((int next, _, _) in Steps(graph, incoming, residual, reverse, node))
            {
                if (seen.Add(next))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return seen;
    }
}
