using System.Globalization;
using System.Text;
using System.Text.Json;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Query;

/// <summary>A collection to be read: where its objects come from and what rules it has.</summary>
internal sealed record CollectionSource
{
    internal required EntitySet Set { get; init; }

    /// <summary>Objects from a position on (a set), or all of them (a relation).</summary>
    internal required Func<int, IEnumerable<LabObject>> After { get; init; }

    /// <summary>Pages by the position in the set, or by the number of objects seen.</summary>
    internal bool ByPosition { get; init; }

    /// <summary>Type that <c>$select</c> is checked against.</summary>
    internal required string Type { get; init; }

    /// <summary>Objects of several types: each says its own.</summary>
    internal bool Polymorphic { get; init; }

    /// <summary>Narrowed by an OData cast, which is an advanced query.</summary>
    internal bool IsCast { get; init; }

    /// <summary>Fragment of the context address, for example <c>users</c>.</summary>
    internal required string Context { get; init; }
}

/// <summary>Answers a list: filter, search, order, count, page, selection.</summary>
internal static class CollectionReader
{
    internal static LabResponse Read(LabCall call, CollectionSource source, int pageCap)
    {
        var query = call.Query;
        var items = Select(call, source);
        var size = PageSize(query, source.Set, pageCap);
        var (position, offset) = ReadToken(call);
        List<LabObject>? counted = null;
        if (query.Count && position < 0 && offset == 0 && (!source.Set.IsDirectory || call.IsEventual))
        {
            counted = items(-1).ToList();
        }

        var byPosition = source.ByPosition && query.OrderBy is null;
        var rest = counted ?? (byPosition ? items(position) : items(-1).Skip(offset + (offset == 0 ? query.Skip : 0)));
        var page = rest.Take(size + 1).ToList();
        var more = page.Count > size;
        if (more)
        {
            page.RemoveAt(size);
        }

        string? next = null;
        if (more)
        {
            var token = WriteToken(call, byPosition ? page[^1].Position : -1, offset + page.Count + (offset == 0 ? query.Skip : 0));
            next = $"{call.VersionRoot}{call.Request.Path}?{query.With(("$skiptoken", token), ("$count", null), ("$skip", null))}";
        }

        return Write(call, source, page, counted?.Count, next);
    }

    internal static int Count(LabCall call, CollectionSource source)
    {
        if (source.Set.IsDirectory && !call.IsEventual)
        {
            throw LabError.BadRequest("$count is not currently supported.");
        }

        return Select(call, source)(-1).Count();
    }

    /// <summary>The objects that fit the filter and search, from a position on.</summary>
    internal static Func<int, IEnumerable<LabObject>> Select(LabCall call, CollectionSource source)
    {
        var query = call.Query;
        CheckAdvanced(call, source);
        CheckRequiredFilter(query, source.Set);
        IEnumerable<LabObject> From(int position)
        {
            var items = Indexed(call, source, position) ?? source.After(position);
            if (query.Filter is { } filter)
            {
                items = items.Where(o => Holds(filter, o));
            }

            if (query.Search is { } search)
            {
                var clauses = SearchClauses(search);
                items = items.Where(o => clauses.TrueForAll(c => c(o)));
            }

            return query.OrderBy is { } order ? Order(items, order) : items;
        }

        return From;
    }

    private static bool Holds(FilterNode filter, LabObject item)
    {
        using var document = item.ToDocument();
        return filter.Holds(new FilterScope(document.RootElement, null, default));
    }

    /// <summary>Equality on an id is answered from an index, as these lists are asked once for each principal.</summary>
    private static IEnumerable<LabObject>? Indexed(LabCall call, CollectionSource source, int position)
    {
        if (!source.ByPosition || call.Query.Filter is null)
        {
            return null;
        }

        foreach (var property in (string[])["principalId", "groupId", "clientId", "resourceId", "userPrincipalName", "appId", "roleDefinitionId", "userId"])
        {
            if (call.Query.Filter.RequiredValue(property) is { } value)
            {
                return call.Directory.Set(source.Set.Name).Where(property, value).Where(o => o.Position > position).OrderBy(o => o.Position);
            }
        }

        return null;
    }

    private static void CheckAdvanced(LabCall call, CollectionSource source)
    {
        var query = call.Query;
        if (query.Search is not null && source.Set.IsDirectory && !call.IsEventual)
        {
            throw LabError.Unsupported("Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'");
        }

        if (!source.Set.IsDirectory)
        {
            return;
        }

        var advanced = source.IsCast || query.Filter is { IsAdvanced: true } || (query.Filter is not null && (query.OrderBy is not null || source.Polymorphic));
        var continued = query.SkipToken is not null;
        if (advanced && !(call.IsEventual && (query.Count || continued)))
        {
            throw LabError.Unsupported("Unsupported or invalid query filter clause or cast specified. Advanced queries need the header ConsistencyLevel: eventual and $count=true.");
        }

        if (advanced && query.Expand.Count > 0)
        {
            throw LabError.Unsupported("Expand is not allowed with advanced queries.");
        }

        if (query.Skip > 0)
        {
            throw LabError.BadRequest("'$skip' is not supported by the service.");
        }
    }

    private static void CheckRequiredFilter(ODataQuery query, EntitySet set)
    {
        if (set.RequiredFilter.Length == 0 || query.SkipToken is not null)
        {
            return;
        }

        var named = query.Filter?.Properties.ToHashSet(StringComparer.Ordinal) ?? [];
        var present = set.RequiredFilter.Count(named.Contains);
        if (set.RequiresAll ? present < set.RequiredFilter.Length : present == 0)
        {
            throw new LabError(400, "MissingParameters", $"A filter on {string.Join(set.RequiresAll ? " and " : " or ", set.RequiredFilter)} is required.");
        }
    }

    private static int PageSize(ODataQuery query, EntitySet set, int cap)
    {
        if (set.Unpaged)
        {
            return query.Top is null
                ? int.MaxValue - 1
                : throw LabError.Unsupported("This operation target does not support custom page sizes. Please try without $top.");
        }

        if (query.Top is 0)
        {
            throw LabError.BadRequest("Invalid page size specified: '0'. Must be between 1 and 999 inclusive.");
        }

        if (query.Top > set.MaxTop && set.IsDirectory)
        {
            throw LabError.BadRequest($"Invalid page size specified: '{query.Top}'. Must be between 1 and {set.MaxTop} inclusive.");
        }

        var size = Math.Min(query.Top ?? set.DefaultTop, set.MaxTop);
        return cap > 0 ? Math.Min(size, cap) : size;
    }

    private static IEnumerable<LabObject> Order(IEnumerable<LabObject> items, string order)
    {
        var words = order.Split(',')[0].Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var path = words[0].Split('/');
        string Key(LabObject item)
        {
            using var document = item.ToDocument();
            return new FilterScope(document.RootElement, null, default).Resolve(path)?.ToString() ?? "";
        }

        return words.Length > 1 && words[1].Equals("desc", StringComparison.OrdinalIgnoreCase)
            ? items.OrderByDescending(Key, StringComparer.OrdinalIgnoreCase)
            : items.OrderBy(Key, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary><c>"displayName:word" AND "mail:word"</c>.</summary>
    private static List<Func<LabObject, bool>> SearchClauses(string search)
    {
        var clauses = new List<Func<LabObject, bool>>();
        foreach (var part in search.Split(" AND ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var text = part.Trim('"', '(', ')');
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (!part.Contains('"', StringComparison.Ordinal) || colon <= 0)
            {
                throw LabError.BadRequest($"Syntax error: character '{(text.Length > 0 ? text[0] : ' ')}' is not valid at position 0 in '{search}'.");
            }

            var (property, word) = (text[..colon], text[(colon + 1)..]);
            clauses.Add(o => o[property]?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);
        }

        return clauses;
    }

    private static string WriteToken(LabCall call, int position, int offset) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"RFNwdA|{call.Spec.TenantId[..8]}|{position}|{offset}")))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static (int Position, int Offset) ReadToken(LabCall call)
    {
        if (call.Query.SkipToken is not { } token)
        {
            return (-1, 0);
        }

        try
        {
            var text = token.Replace('-', '+').Replace('_', '/');
            var parts = Encoding.ASCII.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))).Split('|');
            if (parts.Length == 4 && parts[1] == call.Spec.TenantId[..8])
            {
                return (int.Parse(parts[2], CultureInfo.InvariantCulture), int.Parse(parts[3], CultureInfo.InvariantCulture));
            }
        }
        catch (FormatException)
        {
        }

        throw new LabError(400, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.");
    }

    private static LabResponse Write(LabCall call, CollectionSource source, List<LabObject> page, int? count, string? next)
    {
        var query = call.Query;
        var shape = Shape.Of(call.Directory, source.Type, query.Select, query.Expand, source.Polymorphic);
        return LabResponse.Json(200, w =>
        {
            w.WriteStartObject();
            var selected = query.Select.Count > 0 ? $"({string.Join(',', query.Select)})" : "";
            w.WriteString("@odata.context", $"{call.VersionRoot}/$metadata#{source.Context}{selected}");
            if (count is { } total)
            {
                w.WriteNumber("@odata.count", total);
            }

            if (next is not null)
            {
                w.WriteString("@odata.nextLink", next);
            }

            w.WriteStartArray("value");
            foreach (var item in page)
            {
                shape.Write(w, item);
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });
    }
}
