namespace MspGov.Core.Access.Radius;

/// <summary>A node: an object of a tenant, or a role or permission there.</summary>
internal sealed record ReachNode(string TenantId, string Tenant, string Id, string Name)
{
    /// <summary>Set for a role or permission: what is reached in the end.</summary>
    public ReachTarget? Target { get; init; }
}

/// <summary>A role or permission at a scope.</summary>
internal sealed record ReachTarget(string RoleId, string Role, string Scope, bool Privileged);

/// <summary>An edge from a node.</summary>
internal readonly record struct ReachEdge(int From, int To, string Name, ReachMeans Means, bool Cuttable);

/// <summary>Who can become or use what, over all tenants read.</summary>
internal sealed class ReachGraph
{
    private readonly Dictionary<(string Tenant, string Id), int> _index = [];
    private readonly List<ReachNode> _nodes = [];
    private readonly List<List<int>> _outgoing = [];
    private readonly List<ReachEdge> _edges = [];
    private readonly HashSet<(int, int, string)> _known = [];

    public IReadOnlyList<ReachNode> Nodes => _nodes;

    public IReadOnlyList<ReachEdge> Edges => _edges;

    public IReadOnlyList<int> From(int node) => _outgoing[node];

    public int Node(ReachNode node)
    {
        (string, string) key = (node.TenantId, node.Id.ToUpperInvariant());
        if (!_index.TryGetValue(key, out int index))
        {
            index = _nodes.Count;
            _index.Add(key, index);
            _nodes.Add(node);
            _outgoing.Add([]);
        }

        return index;
    }

    public bool Has(int node) => _outgoing[node].Count > 0;

    public void Link(int from, int to, string name, ReachMeans means, bool cuttable)
    {
        if (from != to && _known.Add((from, to, name)))
        {
            _outgoing[from].Add(_edges.Count);
            _edges.Add(new(from, to, name, means, cuttable));
        }
    }
}
