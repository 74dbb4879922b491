using System.Collections.Concurrent;

namespace MspGov.Engine.Templates.Documents;

/// <summary>A type of Microsoft Graph v1.0, as far as templates hold objects of it.</summary>
/// <param name="Name">Name without namespace.</param>
/// <param name="Base">Base type's name, or null.</param>
/// <param name="Own">Its own properties and their types.</param>
internal sealed record GraphShape(string Name, string? Base, IReadOnlyDictionary<string, string> Own);

/// <summary>
/// The shapes of what templates hold, from Microsoft's published metadata (Data/graph-shapes.txt names the source): what tells an
/// enumeration from a free text, a known property from an unknown one, and a duration from a string.
/// </summary>
internal static class GraphShapes
{
    private const string TypePrefix = "microsoft.graph.";
    private static readonly Dictionary<string, GraphShape> Types = [];
    private static readonly Dictionary<string, HashSet<string>> Enums = [];
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>?> Whole = new();

    static GraphShapes() => Load();

    /// <summary>All properties of a type with those of its bases; null when the type is not known here.</summary>
    public static IReadOnlyDictionary<string, string>? Properties(string type) => Whole.GetOrAdd(type, WithBases);

    private static IReadOnlyDictionary<string, string>? WithBases(string type)
    {
        if (!Types.TryGetValue(type, out GraphShape? shape))
        {
            return null;
        }

        if (shape.Base is null)
        {
            return shape.Own;
        }

        var all = new Dictionary<string, string>(shape.Own);
        foreach ((string name, string propertyType) in Properties(shape.Base) ?? new Dictionary<string, string>())
        {
            all.TryAdd(name, propertyType);
        }

        return all;
    }

    /// <summary>Whether the name is that of an enumeration.</summary>
    public static bool IsEnum(string type) => Enums.ContainsKey(type);

    /// <summary>Members of an enumeration.</summary>
    public static IReadOnlySet<string> Members(string type) => Enums[type];

    /// <summary>Whether the type is known and has properties.</summary>
    public static bool IsObject(string type) => Types.ContainsKey(type);

    /// <summary>The type of an array's elements, or the type itself.</summary>
    public static string ElementOf(string type) => type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : type;

    /// <summary>The type an object claims to be with <c>@odata.type</c>, where that is known; else the declared one.</summary>
    public static string Actual(string declared, string? odataType)
    {
        string? claimed = odataType?.TrimStart('#');
        if (claimed is null)
        {
            return declared;
        }

        claimed = claimed.StartsWith(TypePrefix, StringComparison.OrdinalIgnoreCase) ? claimed[TypePrefix.Length..] : claimed;
        return Types.ContainsKey(claimed) ? claimed : declared;
    }

    private static void Load()
    {
        using Stream stream = typeof(GraphShapes).Assembly.GetManifestResourceStream("graph-shapes.txt")!;
        using var reader = new StreamReader(stream);
        Dictionary<string, string>? properties = null;
        while (reader.ReadLine() is { } line)
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith("type ", StringComparison.Ordinal))
            {
                properties = [];
                Types[words[1]] = new GraphShape(words[1], words.Length > 3 ? words[3] : null, properties);
            }
            else if (line.StartsWith("enum ", StringComparison.Ordinal))
            {
                Enums[words[1]] = [.. words.Skip(2)];
            }
            else if (line.StartsWith(' '))
            {
                properties![words[0]] = words[1];
            }
        }
    }
}
