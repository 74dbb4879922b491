using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>A tenant as templates read and change it: whole JSON objects, nothing typed away. A failed read throws; it is never an empty answer.</summary>
internal interface ITemplateTenant
{
    /// <summary>All items of a collection, every page.</summary>
    Task<IReadOnlyList<JObject>> ListAsync(string path, CancellationToken cancellationToken);

    /// <summary>One object; null when it is not there.</summary>
    Task<JObject?> GetAsync(string path, CancellationToken cancellationToken);

    /// <summary>Sends a request that changes the tenant, once; answers with the body, if there is one.</summary>
    Task<JObject?> SendAsync(GraphWrite write, CancellationToken cancellationToken);
}
