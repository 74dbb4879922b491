using System.Text.Json.Nodes;
using MspGov.Lab.Model;
using MspGov.Lab.Query;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Http;

/// <summary>Questions that are asked by POST but change nothing.</summary>
internal static class MembershipQuestions
{
    private static readonly HashSet<string> Names = ["getByIds", "checkMemberGroups", "checkMemberObjects", "getMemberGroups", "getMemberObjects", "validateProperties", "getAvailableExtensionProperties"];

    internal static bool IsOne(LabRequest request) =>
        request.Method == "POST" && Names.Contains(request.Path[(request.Path.LastIndexOf('/') + 1)..].Replace("microsoft.graph.", "", StringComparison.Ordinal));

    internal static LabResponse? TryAnswer(LabCall call)
    {
        if (call.Method != "POST" || call.Segments.Length < 2)
        {
            return null;
        }

        var action = call.Segments[^1].Replace("microsoft.graph.", "", StringComparison.Ordinal);
        if (action == "getByIds")
        {
            return GetByIds(call);
        }

        if (!Names.Contains(action))
        {
            return null;
        }

        if (action is "validateProperties" or "getAvailableExtensionProperties")
        {
            return action == "validateProperties" ? LabResponse.NoContent : Strings(call, []);
        }

        var key = call.Segments[^2];
        var item = call.Segments[0] == "directoryObjects"
            ? call.Directory.FindDirectoryObject(key)
            : EntityModel.Match(call.Segments) is { } match ? ObjectFinder.Find(call, match.Set, key) : null;
        _ = item ?? throw LabError.NotFound(key);
        var onlyGroups = action.EndsWith("Groups", StringComparison.Ordinal);
        var all = onlyGroups ? Memberships.GroupsOf(call.Directory, item.Id) : Memberships.TransitiveOf(call.Directory, item.Id).Select(o => o.Id);
        if (action.StartsWith("get", StringComparison.Ordinal))
        {
            return Strings(call, call.Body["securityEnabledOnly"]?.GetValue<bool>() == true
                ? all.Where(id => call.Directory.Find(Sets.Groups, id)?.Flag("securityEnabled") != false)
                : all);
        }

        var asked = Ids(call.Body[onlyGroups ? "groupIds" : "ids"], 20);
        var held = all.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Strings(call, asked.Where(held.Contains));
    }

    private static LabResponse GetByIds(LabCall call)
    {
        var ids = Ids(call.Body["ids"], 1000);
        var types = (call.Body["types"] as JsonArray)?.Select(t => t!.GetValue<string>()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var shape = Shape.Of(call.Directory, "directoryObject", call.Query.Select, [], withType: true);
        var found = ids.Distinct(StringComparer.OrdinalIgnoreCase).Select(call.Directory.FindDirectoryObject).OfType<LabObject>()
            .Where(o => types is null || types.Count == 0 || types.Contains(o.Type) || types.Contains("directoryObject"));
        return LabResponse.Json(200, w =>
        {
            w.WriteStartObject();
            w.WriteString("@odata.context", $"{call.VersionRoot}/$metadata#directoryObjects");
            w.WriteStartArray("value");
            foreach (var item in found)
            {
                shape.Write(w, item);
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });
    }

    private static List<string> Ids(JsonNode? node, int limit)
    {
        if (node is not JsonArray array)
        {
            throw LabError.BadRequest("Required array of ids is missing.");
        }

        return array.Count <= limit
            ? [.. array.Select(i => i!.GetValue<string>())]
            : throw LabError.BadRequest($"The number of ids exceeds the maximum of {limit}.");
    }

    private static LabResponse Strings(LabCall call, IEnumerable<string> values) =>
        LabResponse.Json(200, w =>
        {
            w.WriteStartObject();
            w.WriteString("@odata.context", $"{call.VersionRoot}/$metadata#Collection(Edm.String)");
            w.WriteStartArray("value");
            foreach (var value in values)
            {
                w.WriteStringValue(value);
            }

            w.WriteEndArray();
            w.WriteEndObject();
        });
}
