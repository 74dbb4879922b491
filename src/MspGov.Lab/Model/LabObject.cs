using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MspGov.Lab.Model;

/// <summary>
/// One object of a lab tenant. Its JSON bytes are the object: they are stored, selected from and sent as they are, so a large tenant
/// costs little more memory than its text. A change replaces the object.
/// </summary>
internal sealed class LabObject(string set, string type, string id, string? parent, byte[] json)
{
    /// <summary>Name of the set, for example <c>users</c>.</summary>
    internal string Set { get; } = set;

    /// <summary>Type without namespace, for example <c>user</c>.</summary>
    internal string Type { get; } = type;

    internal string Id { get; } = id;

    /// <summary>Id of the owner of a contained object (the policy of a rule, the user of a phone method).</summary>
    internal string? Parent { get; } = parent;

    internal byte[] Json { get; } = json;

    /// <summary>Position in the set: pages continue after it whatever was deleted meanwhile.</summary>
    internal int Position { get; set; }

    internal string? this[string property] => LabJson.GetString(Json, Encoding.UTF8.GetBytes(property));

    internal bool? Flag(string property) => LabJson.GetBoolean(Json, Encoding.UTF8.GetBytes(property));

    internal DateTimeOffset? Time(string property) =>
        this[property] is { } text && DateTimeOffset.TryParse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    internal JsonObject ToNode() => JsonNode.Parse(Json)!.AsObject();

    internal JsonDocument ToDocument() => JsonDocument.Parse(Json);

    internal LabObject With(byte[] json) => new(Set, Type, Id, Parent, json);

    internal LabObject With(JsonNode node) => With(LabJson.ToBytes(node));

    /// <summary>A changed copy.</summary>
    internal LabObject With(Action<JsonObject> change)
    {
        var node = ToNode();
        change(node);
        return With(node);
    }

    public override string ToString() => $"{Set}/{Id}";
}
