using System.Globalization;
using MspGov.Lab.Http;

namespace MspGov.Lab.Query;

/// <summary>An item of <c>$expand</c> with its own options.</summary>
internal sealed record ExpandItem(string Name, IReadOnlyList<string> Select, IReadOnlyList<ExpandItem> Expand);

/// <summary>The query options of a request.</summary>
internal sealed record ODataQuery
{
    private static readonly string[] Known =
        ["$select", "$filter", "$top", "$skip", "$orderby", "$count", "$search", "$expand", "$skiptoken", "$deltatoken", "$format", "@id"];

    internal IReadOnlyList<string> Select { get; init; } = [];

    internal FilterNode? Filter { get; init; }

    internal int? Top { get; init; }

    internal int Skip { get; init; }

    internal string? OrderBy { get; init; }

    internal bool Count { get; init; }

    internal string? Search { get; init; }

    internal IReadOnlyList<ExpandItem> Expand { get; init; } = [];

    internal string? SkipToken { get; init; }

    internal string? DeltaToken { get; init; }

    /// <summary>Id of a reference given in the query of a <c>$ref</c> delete.</summary>
    internal string? ReferenceId { get; init; }

    /// <summary>All options as sent, decoded.</summary>
    internal IReadOnlyDictionary<string, string> Raw { get; init; } = new Dictionary<string, string>();

    internal static ODataQuery Parse(string queryString)
    {
        var raw = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in queryString.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? part : part[..equals]);
            var value = equals < 0 ? "" : Decode(part[(equals + 1)..]);
            if (name.StartsWith('$') && !Known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw LabError.BadRequest($"The query parameter '{name}' is not supported.");
            }

            if (!raw.TryAdd(name, value))
            {
                throw LabError.BadRequest($"Query option '{name}' was specified more than once, but it must be specified at most once.");
            }
        }

        return new ODataQuery
        {
            Raw = raw,
            Select = Names(raw.GetValueOrDefault("$select")),
            Filter = raw.TryGetValue("$filter", out var filter) ? FilterParser.Parse(filter) : null,
            Top = Number(raw, "$top"),
            Skip = Number(raw, "$skip") ?? 0,
            OrderBy = raw.GetValueOrDefault("$orderby"),
            Count = raw.TryGetValue("$count", out var count) && count.Equals("true", StringComparison.OrdinalIgnoreCase),
            Search = raw.GetValueOrDefault("$search"),
            Expand = raw.TryGetValue("$expand", out var expand) ? ParseExpand(expand) : [],
            SkipToken = raw.GetValueOrDefault("$skiptoken"),
            DeltaToken = raw.GetValueOrDefault("$deltatoken"),
            ReferenceId = raw.GetValueOrDefault("@id"),
        };
    }

    /// <summary>The same options with some replaced or (null) left out, encoded.</summary>
    internal string With(params (string Name, string? Value)[] changes)
    {
        var options = new Dictionary<string, string>(Raw, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                options.Remove(name);
            }
            else
            {
                options[name] = value;
            }
        }

        return string.Join('&', options.Select(o => $"{o.Key}={Uri.EscapeDataString(o.Value)}"));
    }

    internal static IReadOnlyList<ExpandItem> ParseExpand(string text) => SplitOutside(text, ',').Select(ParseItem).ToList();

    private static ExpandItem ParseItem(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
        {
            return new ExpandItem(text.Trim(), [], []);
        }

        if (!text.TrimEnd().EndsWith(')'))
        {
            throw LabError.BadRequest($"Term '{text}' is not valid in a $select or $expand expression.");
        }

        IReadOnlyList<string> select = [];
        IReadOnlyList<ExpandItem> expand = [];
        foreach (var option in SplitOutside(text.TrimEnd()[(open + 1)..^1], ';'))
        {
            var parts = option.Split('=', 2);
            switch (parts[0].Trim().ToLowerInvariant())
            {
                case "$select":
                    select = Names(parts[^1]);
                    break;
                case "$expand":
                    expand = ParseExpand(parts[^1]);
                    break;
                case "$levels" or "$top" or "$count" or "$filter" or "$orderby":
                    break;
                default:
                    throw LabError.BadRequest($"Term '{option}' is not valid in a $select or $expand expression.");
            }
        }

        return new ExpandItem(text[..open].Trim(), select, expand);
    }

    private static List<string> SplitOutside(string text, char separator)
    {
        var parts = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] == separator && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static string[] Names(string? text) =>
        text is null ? [] : text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int? Number(Dictionary<string, string> raw, string name)
    {
        if (!raw.TryGetValue(name, out var text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw LabError.BadRequest($"Invalid value '{text}' for {name} query option found. The {name} query option requires a non-negative integer value.");
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
