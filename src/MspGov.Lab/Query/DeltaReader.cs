using System.Globalization;
using System.Text;
using System.Text.Json;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Query;

/// <summary>
/// Delta functions: the first round gives everything in pages and a token of the directory's version; a later one gives what changed
/// since, deleted objects as <c>@removed</c>, and of groups the members that came and went.
/// </summary>
internal static class DeltaReader
{
    private const int PageSize = 200;

    /// <summary>Directory delta tokens last 7 days (FACTS section 4).</summary>
    private static readonly TimeSpan TokenLife = TimeSpan.FromDays(7);

    internal static LabResponse Read(LabCall call, EntitySet set)
    {
        var query = call.Query;
        if (query.Expand.Count > 0 || query.Top is not null || query.OrderBy is not null || query.Search is not null)
        {
            throw LabError.Unsupported("$expand, $top, $orderby and $search are not supported in delta queries.");
        }

        var functionToken = query.DeltaToken ?? FunctionToken(call.Segments[^1]);
        if (functionToken is "latest")
        {
            return Write(call, set, [], New(call, Select(query)), next: false);
        }

        if (query.SkipToken is { } skip)
        {
            var state = State.Parse(skip);
            return state.Since < 0 ? Initial(call, set, state) : Changes(call, set, state);
        }

        if (functionToken is null)
        {
            return Initial(call, set, New(call, Select(query)));
        }

        // What was seen up to the old version is what this round begins after.
        var last = State.Parse(functionToken);
        return Changes(call, set, New(call, last.Select) with { Since = last.Version, Position = 0, Issued = last.Issued });
    }

    private static State New(LabCall call, string select) => new(call.Directory.Version, -1, select, -1, call.Now.UtcTicks);

    private static string? FunctionToken(string segment) => segment.Split('\'') is [_, var token, ..] ? token : null;

    private static string Select(ODataQuery query) => string.Join(',', query.Select);

    private static LabResponse Initial(LabCall call, EntitySet set, State state)
    {
        var page = call.Directory.Set(set.Name).After(state.Position).Take(PageSize + 1).ToList();
        var more = page.Count > PageSize;
        var items = (more ? page.Take(PageSize) : page).Select(o => new Item(o, o.Id, true, Members(call.Directory, set, o.Id, state))).ToList();
        return Write(call, set, items, state with { Position = more ? page[PageSize - 1].Position : -1 }, more);
    }

    private static LabResponse Changes(LabCall call, EntitySet set, State state)
    {
        var directory = call.Directory;
        if (state.Since > directory.Version || call.Now.UtcTicks - state.Issued > TokenLife.Ticks)
        {
            throw new LabError(410, "syncStateNotFound", "The sync state generation is not found; continuing needs a full synchronisation.");
        }

        var since = directory.Changes.Where(c => c.Version > state.Since && c.Version <= state.Version).ToList();
        var touched = since.Where(c => c.Table == set.Name).Select(c => c.Id);
        if (set.Name is Sets.Groups or Sets.AdministrativeUnits)
        {
            touched = touched.Concat(since.Where(c => c.Table == Relations.Members && directory.Find(set.Name, c.Id) is not null).Select(c => c.Id));
        }

        var items = new List<Item>();
        var ids = touched.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var id in ids.Skip(state.Position).Take(PageSize))
        {
            var item = directory.Find(set.Name, id);
            var restorable = directory.Find(Sets.Deleted, id) is not null;
            items.Add(new Item(item, id, restorable, item is null ? [] : MemberChanges(since, set, id, state)));
        }

        return ids.Count > state.Position + PageSize
            ? Write(call, set, items, state with { Position = state.Position + PageSize }, next: true)
            : Write(call, set, items, state with { Position = -1, Since = -1, Issued = call.Now.UtcTicks }, next: false);
    }

    private static List<(string Id, bool Removed)> Members(LabDirectory directory, EntitySet set, string id, State state) =>
        WantsMembers(set, state) ? [.. directory.Edges(Relations.Members).From(id).Select(m => (m, false))] : [];

    private static List<(string Id, bool Removed)> MemberChanges(List<LabChange> since, EntitySet set, string id, State state) =>
        WantsMembers(set, state)
            ? [.. since.Where(c => c.Table == Relations.Members && c.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
                .GroupBy(c => c.To!, StringComparer.OrdinalIgnoreCase)
                .Select(g => (g.Key, g.Last().Kind == MutationKind.Unlink))]
            : [];

    private static bool WantsMembers(EntitySet set, State state) =>
        set.Name is Sets.Groups or Sets.AdministrativeUnits && (state.Select.Length == 0 || state.Select.Split(',').Contains("members"));

    private static LabResponse Write(LabCall call, EntitySet set, List<Item> items, State state, bool next)
    {
        var select = state.Select.Length == 0 ? [] : state.Select.Split(',').Where(s => s != "members").ToArray();
        var shape = Shape.Of(call.Directory, set.Type, select, []);
        return LabResponse.Json(200, w =>
        {
            w.WriteStartObject();
            w.WriteString("@odata.context", $"{call.VersionRoot}/$metadata#{set.Path}");
            var address = $"{call.VersionRoot}/{set.Path}/delta()";
            w.WriteString(next ? "@odata.nextLink" : "@odata.deltaLink", $"{address}?{(next ? "$skiptoken" : "$deltatoken")}={state.ToToken()}");
            w.WriteStartArray("value");
            foreach (var item in items)
            {
                WriteItem(w, call.Directory, shape, item);
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });
    }

    private static void WriteItem(Utf8JsonWriter w, LabDirectory directory, Shape shape, Item item)
    {
        w.WriteStartObject();
        if (item.Object is null)
        {
            w.WriteString("id", item.Id);
            w.WriteStartObject("@removed");
            w.WriteString("reason", item.Restorable ? "changed" : "deleted");
            w.WriteEndObject();
        }
        else
        {
            shape.WriteMembers(w, item.Object);
            if (shape.Selected is not null && !shape.Selected.Contains("id"))
            {
                w.WriteString("id", item.Id);
            }
        }

        if (item.Members.Count > 0)
        {
            w.WriteStartArray("members@delta");
            foreach (var (id, removed) in item.Members)
            {
                w.WriteStartObject();
                w.WriteString("@odata.type", "#microsoft.graph." + ((directory.FindDirectoryObject(id) ?? directory.Find(Sets.Deleted, id))?.Type ?? "directoryObject"));
                w.WriteString("id", id);
                if (removed)
                {
                    w.WriteStartObject("@removed");
                    w.WriteString("reason", "deleted");
                    w.WriteEndObject();
                }

                w.WriteEndObject();
            }

            w.WriteEndArray();
        }

        w.WriteEndObject();
    }

    private sealed record Item(LabObject? Object, string Id, bool Restorable, List<(string Id, bool Removed)> Members);

    /// <summary>What a token says: the version that this round ends at, where its next page begins, and the version it began after (-1 for the first round).</summary>
    private sealed record State(long Version, int Position, string Select, long Since, long Issued)
    {
        internal string ToToken() =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}|{Position}|{Select}|{Since}|{Issued}"))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        internal static State Parse(string token)
        {
            try
            {
                var text = token.Replace('-', '+').Replace('_', '/');
                var parts = Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))).Split('|');
                return new State(long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], long.Parse(parts[3], CultureInfo.InvariantCulture), long.Parse(parts[4], CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is FormatException or IndexOutOfRangeException or OverflowException)
            {
                throw new LabError(400, "syncStateNotFound", "The delta token is invalid or expired; continuing needs a full synchronisation.");
            }
        }
    }
}
