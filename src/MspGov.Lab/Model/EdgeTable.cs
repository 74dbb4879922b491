namespace MspGov.Lab.Model;

/// <summary>One kind of relation between objects (members, owners, manager …), walked in both directions.</summary>
internal sealed class EdgeTable
{
    private readonly Dictionary<string, List<string>> _forward = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<string>> _reverse = new(StringComparer.OrdinalIgnoreCase);

    internal IReadOnlyList<string> From(string id) => _forward.TryGetValue(id, out var to) ? to : [];

    internal IReadOnlyList<string> To(string id) => _reverse.TryGetValue(id, out var from) ? from : [];

    internal IEnumerable<(string From, string To)> All => _forward.SelectMany(p => p.Value.Select(to => (p.Key, to)));

    internal int Count => _forward.Sum(p => p.Value.Count);

    /// <summary>True when there is such an edge; asks the shorter of both lists.</summary>
    internal bool Has(string from, string to)
    {
        var (outgoing, incoming) = (From(from), To(to));
        return outgoing.Count <= incoming.Count
            ? outgoing.Contains(to, StringComparer.OrdinalIgnoreCase)
            : incoming.Contains(from, StringComparer.OrdinalIgnoreCase);
    }

    internal bool Add(string from, string to)
    {
        if (Has(from, to))
        {
            return false;
        }

        Append(_forward, from, to);
        Append(_reverse, to, from);
        return true;
    }

    internal bool Remove(string from, string to)
    {
        if (!Has(from, to))
        {
            return false;
        }

        Drop(_forward, from, to);
        Drop(_reverse, to, from);
        return true;
    }

    private static void Append(Dictionary<string, List<string>> table, string key, string value)
    {
        if (!table.TryGetValue(key, out var values))
        {
            table[key] = values = [];
        }

        values.Add(value);
    }

    private static void Drop(Dictionary<string, List<string>> table, string key, string value)
    {
        // A new list, because a caller may be walking the old one.
        var left = table[key].Where(v => !string.Equals(v, value, StringComparison.OrdinalIgnoreCase)).ToList();
        if (left.Count == 0)
        {
            table.Remove(key);
        }
        else
        {
            table[key] = left;
        }
    }
}
