using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MspGov.Graph.Delta;

/// <summary>
/// Merges the items of a delta round. Idempotent: items may repeat and come in any order; a changed object may come with only what
/// changed; relations come as <c>members@delta</c>, in pieces, with <c>@removed</c> on those that left (FACTS section 4).
/// </summary>
internal sealed class DeltaMerge
{
    private const string Relation = "@delta";

    private readonly Dictionary<string, DeltaItem> _items;
    private readonly HashSet<string> _changed = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _removed = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _own = new(StringComparer.OrdinalIgnoreCase);

    public DeltaMerge(Dictionary<string, DeltaItem>? before) =>
        _items = before is null ? new Dictionary<string, DeltaItem>(StringComparer.OrdinalIgnoreCase) : new Dictionary<string, DeltaItem>(before, before.Comparer);

    public IReadOnlyCollection<string> Changed => _changed;

    public IReadOnlyCollection<string> Removed => _removed;

    public Dictionary<string, DeltaItem> Finish() => _items;

    public void Apply(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("id", out JsonElement idElement) || idElement.GetString() is not { Length: > 0 } id)
        {
            throw new FormatException("An item of a delta round has no id.");
        }

        if (element.TryGetProperty("@removed", out _))
        {
            _items.Remove(id);
            _changed.Remove(id);
            _removed.Add(id);
            return;
        }

        _removed.Remove(id);
        _changed.Add(id);
        DeltaItem item = Own(id);
        item.Json = Merge(item.Json, element);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (property.Name.EndsWith(Relation, StringComparison.Ordinal) && property.Value.ValueKind == JsonValueKind.Array)
            {
                MergeRelation(item, property.Name[..^Relation.Length], property.Value);
            }
        }
    }

    /// <summary>The item to change: a copy the first time, so that a round that fails leaves the mirror as it was.</summary>
    private DeltaItem Own(string id)
    {
        if (!_own.Add(id) && _items.TryGetValue(id, out DeltaItem? mine))
        {
            return mine;
        }

        DeltaItem item = new(id, []);
        if (_items.TryGetValue(id, out DeltaItem? before))
        {
            item.Json = before.Json;
            item.Related = before.Related?.ToDictionary(pair => pair.Key, pair => new Dictionary<string, string>(pair.Value, StringComparer.OrdinalIgnoreCase));
        }

        return _items[id] = item;
    }

    private static void MergeRelation(DeltaItem item, string relation, JsonElement targets)
    {
        item.Related ??= [];
        if (!item.Related.TryGetValue(relation, out Dictionary<string, string>? known))
        {
            item.Related[relation] = known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        }

        foreach (JsonElement target in targets.EnumerateArray())
        {
            string id = target.GetProperty("id").GetString()!;
            if (target.TryGetProperty("@removed", out _))
            {
                known.Remove(id);
            }
            else
            {
                known[id] = string.Intern(target.TryGetProperty("@odata.type", out JsonElement type) ? type.GetString() ?? "" : "");
            }
        }
    }

    private static byte[] Merge(byte[] before, JsonElement change)
    {
        bool plain = before.Length == 0 && !change.EnumerateObject().Any(property => property.Name.EndsWith(Relation, StringComparison.Ordinal));
        if (plain)
        {
            return Encoding.UTF8.GetBytes(change.GetRawText());
        }

        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            HashSet<string> written = new(StringComparer.Ordinal);
            foreach (JsonProperty property in change.EnumerateObject())
            {
                if (!property.Name.EndsWith(Relation, StringComparison.Ordinal) && written.Add(property.Name))
                {
                    property.WriteTo(writer);
                }
            }

            if (before.Length > 0)
            {
                using JsonDocument old = JsonDocument.Parse(before);
                foreach (JsonProperty property in old.RootElement.EnumerateObject().Where(property => !written.Contains(property.Name)))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
