using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>Named locations: address ranges and countries.</summary>
internal sealed class NamedLocationKind : ObjectKind
{
    /// <inheritdoc/>
    public override string Name => "namedLocation";

    /// <inheritdoc/>
    public override string Shape => "namedLocation";

    /// <inheritdoc/>
    public override int Order => 10;

    /// <inheritdoc/>
    public override string Path => "/identity/conditionalAccess/namedLocations";

    /// <inheritdoc/>
    public override bool ReportsExtra => true;

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string>
    {
        "displayName", "ipRanges", "isTrusted", "countriesAndRegions", "countryLookupMethod", "includeUnknownCountriesAndRegions",
    };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JToken> Defaults { get; } = new Dictionary<string, JToken>
    {
        ["isTrusted"] = false,
        ["includeUnknownCountriesAndRegions"] = false,
        ["countryLookupMethod"] = "clientipaddress",
    };

    /// <inheritdoc/>
    public override GraphWrite? Undelete(string id) =>
        new("POST", $"/identity/conditionalAccess/deletedItems/namedLocations/{id}/restore", null);

    /// <summary>A trusted location must be untrusted before it can be deleted (FACTS section 8).</summary>
    public override IReadOnlyList<GraphWrite> Delete(string id, JObject before)
    {
        GraphWrite delete = new("DELETE", ItemPath(id), null);
        if ((bool?)before["isTrusted"] != true)
        {
            return [delete];
        }

        var untrust = new JObject { ["@odata.type"] = "#microsoft.graph.ipNamedLocation", ["isTrusted"] = false };
        return [new GraphWrite("PATCH", ItemPath(id), untrust), delete];
    }
}
