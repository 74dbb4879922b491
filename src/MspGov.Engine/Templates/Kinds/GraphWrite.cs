using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>A request that changes a tenant.</summary>
/// <param name="Method">POST, PATCH or DELETE.</param>
/// <param name="Path">Path after <c>/v1.0</c>, with its leading slash.</param>
/// <param name="Body">Body, or null.</param>
internal sealed record GraphWrite(string Method, string Path, JObject? Body)
{
    /// <summary>Stands in a path for the id of the object that the first request of a creation makes.</summary>
    public const string NewId = "{id}";

    /// <summary>With the id of the created object in its place.</summary>
    public GraphWrite For(string id) => this with { Path = Path.Replace(NewId, id, StringComparison.Ordinal) };

    /// <summary>ETag that the object must still have; null where Graph asks for none.</summary>
    public string? IfMatch { get; init; }
}
