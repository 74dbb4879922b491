using System.Text;

namespace MspGov.Lab.Model;

/// <summary>The objects of one set in the order of their creation, found by id or by the value of a property.</summary>
internal sealed class ObjectTable
{
    private readonly Dictionary<string, LabObject> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<LabObject?> _ordered = [];
    private readonly Dictionary<string, Dictionary<string, List<LabObject>>> _indexes = new(StringComparer.Ordinal);

    internal int Count => _byId.Count;

    internal IEnumerable<LabObject> All => After(-1);

    internal LabObject? Find(string id) => _byId.GetValueOrDefault(id);

    internal IEnumerable<LabObject> After(int position)
    {
        for (var i = position + 1; i < _ordered.Count; i++)
        {
            if (_ordered[i] is { } item)
            {
                yield return item;
            }
        }
    }

    internal void Put(LabObject item)
    {
        if (_byId.TryGetValue(item.Id, out var old))
        {
            item.Position = old.Position;
            _ordered[old.Position] = item;
            Unindex(old);
        }
        else
        {
            item.Position = _ordered.Count;
            _ordered.Add(item);
        }

        _byId[item.Id] = item;
        foreach (var (property, index) in _indexes)
        {
            Add(index, property, item);
        }
    }

    internal bool Delete(string id)
    {
        if (!_byId.Remove(id, out var item))
        {
            return false;
        }

        _ordered[item.Position] = null;
        Unindex(item);
        return true;
    }

    /// <summary>Objects whose top-level string property has this value; <c>@parent</c> finds contained objects.</summary>
    internal IReadOnlyList<LabObject> Where(string property, string value)
    {
        if (!_indexes.TryGetValue(property, out var index))
        {
            _indexes[property] = index = new(StringComparer.OrdinalIgnoreCase);
            foreach (var item in All)
            {
                Add(index, property, item);
            }
        }

        return index.TryGetValue(value, out var found) ? found : [];
    }

    private void Unindex(LabObject item)
    {
        foreach (var (property, index) in _indexes)
        {
            if (Key(property, item) is { } key && index.TryGetValue(key, out var items))
            {
                // A copy, because a caller may be walking the old list.
                index[key] = items.Where(i => !ReferenceEquals(i, item)).ToList();
            }
        }
    }

    private static void Add(Dictionary<string, List<LabObject>> index, string property, LabObject item)
    {
        if (Key(property, item) is not { } key)
        {
            return;
        }

        if (!index.TryGetValue(key, out var items))
        {
            index[key] = items = [];
        }

        items.Add(item);
    }

    private static string? Key(string property, LabObject item) =>
        property == "@parent" ? item.Parent : LabJson.GetString(item.Json, Encoding.UTF8.GetBytes(property));
}
