using System.Text.Json.Nodes;
using MspGov.Lab.Generation;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Rules;

/// <summary>What the rules of all sets share: checking bodies, making objects, merging updates.</summary>
internal static class Writes
{
    internal static string NewId() => Guid.NewGuid().ToString();

    internal static string Time(this LabCall call) => GenerationContext.Text(call.Now);

    /// <summary>Refuses a body that the contract does not permit.</summary>
    internal static JsonObject Checked(this LabCall call, string type, bool create) =>
        BodyValidator.Check(type, call.Body, create) is { } mistake ? throw LabError.BadRequest(mistake) : call.Body;

    /// <summary>A property that must be there.</summary>
    internal static string RequiredText(this JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0
            ? text
            : throw LabError.BadRequest($"A value is required for property '{name}' of resource.");

    internal static string? Text(this JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    internal static bool? Flag(this JsonObject body, string name) => body[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>A new object: its id first, then defaults, then what the body says.</summary>
    internal static LabObject Make(string set, string type, string id, JsonObject defaults, JsonObject body, string? parent = null)
    {
        var node = new JsonObject { ["id"] = id };
        foreach (var (name, value) in defaults)
        {
            node[name] = value?.DeepClone();
        }

        foreach (var (name, value) in body)
        {
            if (!name.Contains('@', StringComparison.Ordinal) || name == "@odata.type")
            {
                node[name] = value?.DeepClone();
            }
        }

        return new LabObject(set, type, id, parent, LabJson.ToBytes(node));
    }

    /// <summary>Merges an update: members of nested objects one by one, arrays and values as a whole.</summary>
    internal static LabObject Merge(LabObject item, JsonObject body) => item.With(node => Merge(node, body));

    internal static void Merge(JsonObject target, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (name.Contains('@', StringComparison.Ordinal) && name != "@odata.type")
            {
                continue;
            }

            if (value is JsonObject inner && target[name] is JsonObject existing)
            {
                Merge(existing, inner);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>The id at the end of a reference address.</summary>
    internal static string ReferencedId(string address) => address.TrimEnd('/').Split('/')[^1].Split('\'') is [_, var quoted, ..] ? quoted : address.TrimEnd('/').Split('/')[^1];

    /// <summary>Ids of <c>members@odata.bind</c> and the like.</summary>
    internal static IReadOnlyList<string> Bound(JsonObject body, string relation) =>
        body[relation + "@odata.bind"] switch
        {
            JsonArray array => [.. array.Select(a => ReferencedId(a!.ToString()))],
            JsonValue value => [ReferencedId(value.ToString())],
            _ => [],
        };
}
