using System.Collections.Concurrent;

namespace MspGov.Lab.Schema;

/// <summary>The types of Graph v1.0, from the shipped extract of its official metadata.</summary>
internal sealed class GraphSchema
{
    private static readonly Lazy<GraphSchema> Shared = new(() => new GraphSchema(LabData.Lines("graph-schema.txt")));

    private readonly Dictionary<string, (string? Base, string[] Properties)> _raw = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _enums = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SchemaType?> _types = new(StringComparer.Ordinal);

    internal GraphSchema(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var words = line.Split(' ');
            if (words[0] == "E")
            {
                _enums[words[1]] = new HashSet<string>(words[2..], StringComparer.OrdinalIgnoreCase);
            }
            else if (words[0] == "T")
            {
                _raw[words[1]] = (words[2] == "-" ? null : words[2], words[3..]);
            }
        }
    }

    internal static GraphSchema Instance => Shared.Value;

    internal SchemaType? Type(string name) => _types.GetOrAdd(name, Build);

    internal bool IsEnum(string name, out IReadOnlySet<string> members)
    {
        var found = _enums.TryGetValue(name, out var set);
        members = set ?? [];
        return found;
    }

    /// <summary>True when a type is another or derives from it.</summary>
    internal bool IsA(string type, string ancestor)
    {
        for (var current = type; current is not null; current = _raw.TryGetValue(current, out var raw) ? raw.Base : null)
        {
            if (current == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    private SchemaType? Build(string name)
    {
        if (!_raw.TryGetValue(name, out var raw))
        {
            return null;
        }

        var properties = new Dictionary<string, SchemaProperty>(StringComparer.Ordinal);
        if (raw.Base is not null && Type(raw.Base) is { } parent)
        {
            foreach (var (key, value) in parent.Properties)
            {
                properties[key] = value;
            }
        }

        foreach (var word in raw.Properties)
        {
            var property = Parse(word);
            properties[property.Name] = property;
        }

        return new SchemaType(name, raw.Base, properties);
    }

    private static SchemaProperty Parse(string word)
    {
        var navigation = word[0] == '>';
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var name = word[(navigation ? 1 : 0)..colon];
        var kind = word[(colon + 1)..];
        var readOnly = kind.EndsWith('!');
        kind = readOnly ? kind[..^1] : kind;
        var collection = kind.EndsWith('*');
        kind = collection ? kind[..^1] : kind;
        var reference = kind[0] == '#';
        return new SchemaProperty(name, reference ? kind[1..] : kind, reference, collection, navigation, readOnly);
    }
}
