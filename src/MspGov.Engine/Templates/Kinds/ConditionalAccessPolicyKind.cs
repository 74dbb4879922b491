using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>Conditional Access policies (FACTS section 8: what is stripped, what is remapped).</summary>
internal sealed class ConditionalAccessPolicyKind : ObjectKind
{
    /// <summary>The kind's name, which the guard and the planner know.</summary>
    public const string KindName = "conditionalAccessPolicy";

    /// <inheritdoc/>
    public override string Name => KindName;

    /// <inheritdoc/>
    public override string Shape => "conditionalAccessPolicy";

    /// <inheritdoc/>
    public override int Order => 90;

    /// <inheritdoc/>
    public override string Path => "/identity/conditionalAccess/policies";

    /// <inheritdoc/>
    public override bool ReportsExtra => true;

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } =
        new HashSet<string> { "displayName", "state", "conditions", "grantControls", "sessionControls" };

    /// <inheritdoc/>
    public override bool IgnoresCase(string path) => path == "grantControls.operator";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JToken> Defaults { get; } = new Dictionary<string, JToken>
    {
        ["conditions.clientAppTypes"] = new JArray("all"),
        ["sessionControls.disableResilienceDefaults"] = false,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferencePath> References { get; } =
    [
        new("conditions.users.includeUsers", ReferenceTarget.User),
        new("conditions.users.excludeUsers", ReferenceTarget.User),
        new("conditions.users.includeGroups", ReferenceTarget.Group),
        new("conditions.users.excludeGroups", ReferenceTarget.Group),
        new("conditions.users.includeRoles", ReferenceTarget.Role),
        new("conditions.users.excludeRoles", ReferenceTarget.Role),
        new("conditions.applications.includeApplications", ReferenceTarget.AppId),
        new("conditions.applications.excludeApplications", ReferenceTarget.AppId),
        new("conditions.locations.includeLocations", ReferenceTarget.NamedLocation),
        new("conditions.locations.excludeLocations", ReferenceTarget.NamedLocation),
        new("conditions.clientApplications.includeServicePrincipals", ReferenceTarget.ServicePrincipal),
        new("conditions.clientApplications.excludeServicePrincipals", ReferenceTarget.ServicePrincipal),
        new("grantControls.termsOfUse", ReferenceTarget.Foreign),
        new("grantControls.customAuthenticationFactors", ReferenceTarget.Foreign),
        new("grantControls.authenticationStrength.id", ReferenceTarget.AuthenticationStrength),
    ];

    /// <inheritdoc/>
    public override GraphWrite? Undelete(string id) =>
        new("POST", $"/identity/conditionalAccess/deletedItems/policies/{id}/restore", null);

    /// <summary>Graph expands the strength into the whole policy; what refers to it is its id alone, and only that may be sent back.</summary>
    public override JObject FromGraph(JObject raw)
    {
        if (raw["grantControls"] is JObject controls && controls["authenticationStrength"] is JObject strength && strength["id"] is { } id)
        {
            raw = (JObject)raw.DeepClone();
            raw["grantControls"]!["authenticationStrength"] = new JObject { ["id"] = id.DeepClone() };
            ((JObject)raw["grantControls"]!).Remove("authenticationStrength@odata.context");
        }

        return raw;
    }
}
