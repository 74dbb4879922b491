using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MspGov.Core.Access.Inventory;

/// <summary>
/// Directory objects of one tenant under small numbers: relations hold two numbers instead of two texts of 36 characters, so
/// that a tenant of 100,000 users fits in a few tens of megabytes. Not safe for concurrent writers.
/// </summary>
public sealed class ObjectTable
{
    private readonly Dictionary<Guid, int> _indexes = [];
    private readonly List<DirectoryObject> _objects = [];
    private readonly Dictionary<int, string> _oddIds = [];
    private readonly List<string?> _texts = [];

    /// <summary>How many objects are known.</summary>
    public int Count => _objects.Count;

    /// <summary>The object under a number.</summary>
    public ref DirectoryObject this[int index] => ref CollectionsMarshal.AsSpan(_objects)[index];

    /// <summary>The number of an id, which is given one when it is new.</summary>
    public int Intern(string id)
    {
        if (Guid.TryParse(id, out Guid guid))
        {
            return Intern(guid);
        }

        // Graph's directory ids are UUIDs; whatever else comes is kept under a UUID made from it.
        int index = Intern(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16)));
        _oddIds[index] = id;
        return index;
    }

    /// <summary>The number of an id, which is given one when it is new.</summary>
    public int Intern(Guid id)
    {
        ref int slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_indexes, id, out bool known);
        if (!known)
        {
            slot = _objects.Count;
            _objects.Add(new DirectoryObject { Id = id });
            _texts.Add(null);
        }

        return slot;
    }

    /// <summary>Finds the number of an id.</summary>
    public bool TryFind(string id, out int index)
    {
        index = -1;
        return Guid.TryParse(id, out Guid guid) && _indexes.TryGetValue(guid, out index);
    }

    /// <summary>The id as text; the same string every time.</summary>
    public string Text(int index) =>
        _texts[index] ??= _oddIds.TryGetValue(index, out string? odd) ? odd : _objects[index].Id.ToString();

    /// <summary>Numbers of all objects of a kind.</summary>
    public IEnumerable<int> OfKind(params ObjectKind[] kinds)
    {
        for (int i = 0; i < _objects.Count; i++)
        {
            if (Array.IndexOf(kinds, _objects[i].Kind) >= 0)
            {
                yield return i;
            }
        }
    }
}
