namespace MspGov.Lab.Model;

/// <summary>
/// The raw state of a lab tenant: sets of objects and the edges between them. Tests walk it to check, independently of Graph's answers,
/// what the client made of those answers.
/// </summary>
internal sealed class LabDirectory
{
    private readonly Dictionary<string, ObjectTable> _sets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EdgeTable> _edges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action> _lazy = new(StringComparer.Ordinal);
    private readonly List<LabChange> _changes = [];

    /// <summary>Number of committed changes; delta tokens and cached answers refer to it.</summary>
    internal long Version { get; private set; }

    /// <summary>What changed since the directory was generated, for delta queries.</summary>
    internal IReadOnlyList<LabChange> Changes => _changes;

    /// <summary>Sets that are generated together when one of them is first asked for.</summary>
    internal void Lazily(IReadOnlyList<string> sets, Action generate)
    {
        foreach (var set in sets)
        {
            _lazy[set] = () =>
            {
                foreach (var name in sets)
                {
                    _lazy.Remove(name);
                }

                generate();
            };
        }
    }

    internal ObjectTable Set(string name)
    {
        if (_lazy.TryGetValue(name, out var generate))
        {
            generate();
        }

        if (!_sets.TryGetValue(name, out var table))
        {
            _sets[name] = table = new ObjectTable();
        }

        return table;
    }

    internal EdgeTable Edges(string relation)
    {
        if (!_edges.TryGetValue(relation, out var table))
        {
            _edges[relation] = table = new EdgeTable();
        }

        return table;
    }

    internal IEnumerable<string> SetNames => _sets.Keys;

    internal IEnumerable<string> RelationNames => _edges.Keys;

    internal IEnumerable<LabObject> Users => Set(Sets.Users).All;

    internal IEnumerable<LabObject> Groups => Set(Sets.Groups).All;

    internal IEnumerable<LabObject> ServicePrincipals => Set(Sets.ServicePrincipals).All;

    internal LabObject? Find(string set, string id) => Set(set).Find(id);

    /// <summary>A directory object of whatever type.</summary>
    internal LabObject? FindDirectoryObject(string id)
    {
        foreach (var set in Sets.DirectoryObjects)
        {
            if (Set(set).Find(id) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Contained objects of an owner.</summary>
    internal IReadOnlyList<LabObject> ChildrenOf(string parent, string set) => Set(set).Where("@parent", parent);

    /// <summary>Existing directory objects at the end of a relation.</summary>
    internal IEnumerable<LabObject> Related(string relation, string from) =>
        Edges(relation).From(from).Select(FindDirectoryObject).OfType<LabObject>();

    /// <summary>Existing directory objects at the start of a relation.</summary>
    internal IEnumerable<LabObject> RelatedTo(string relation, string to) =>
        Edges(relation).To(to).Select(FindDirectoryObject).OfType<LabObject>();

    /// <summary>Applies one change; gives the changes that undo it.</summary>
    internal LabMutation? Apply(LabMutation mutation)
    {
        switch (mutation.Kind)
        {
            case MutationKind.Put:
                var old = Find(mutation.Table, mutation.Id);
                Set(mutation.Table).Put(mutation.Object!);
                return old is null ? LabMutation.Delete(mutation.Table, mutation.Id) : LabMutation.Put(old);
            case MutationKind.Delete:
                var gone = Find(mutation.Table, mutation.Id);
                Set(mutation.Table).Delete(mutation.Id);
                return gone is null ? null : LabMutation.Put(gone);
            case MutationKind.Link:
                return Edges(mutation.Table).Add(mutation.Id, mutation.To!) ? LabMutation.Unlink(mutation.Table, mutation.Id, mutation.To!) : null;
            default:
                return Edges(mutation.Table).Remove(mutation.Id, mutation.To!) ? LabMutation.Link(mutation.Table, mutation.Id, mutation.To!) : null;
        }
    }

    /// <summary>Counts a committed group of changes and remembers it for delta queries.</summary>
    internal void Commit(IEnumerable<LabMutation> mutations)
    {
        Version++;
        foreach (var mutation in mutations)
        {
            _changes.Add(new LabChange(Version, mutation.Kind, mutation.Table, mutation.Id, mutation.To));
        }
    }
}

/// <summary>One change as a delta query sees it.</summary>
internal sealed record LabChange(long Version, MutationKind Kind, string Table, string Id, string? To);
