using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>Groups, role-assignable ones too. Their members are the tenant's own.</summary>
internal sealed class GroupKind : ObjectKind
{
    /// <inheritdoc/>
    public override string Name => "group";

    /// <inheritdoc/>
    public override string Shape => "group";

    /// <inheritdoc/>
    public override int Order => 20;

    /// <inheritdoc/>
    public override string Path => "/groups";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string>
    {
        "displayName", "description", "groupTypes", "isAssignableToRole", "mailEnabled", "mailNickname", "membershipRule",
        "membershipRuleProcessingState", "securityEnabled", "visibility",
    };

    /// <inheritdoc/>
    public override IReadOnlySet<string> CreateOnly { get; } = new HashSet<string> { "isAssignableToRole", "mailEnabled" };

    /// <inheritdoc/>
    public override bool IgnoresCase(string path) => path is "visibility" or "membershipRuleProcessingState";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JToken> Defaults { get; } = new Dictionary<string, JToken>
    {
        ["isAssignableToRole"] = false,
        ["mailEnabled"] = false,
        ["membershipRuleProcessingState"] = "on",
        ["visibility"] = "private",
    };

    /// <summary>What Graph demands of every new group, where a template leaves it out: a security group without mail.</summary>
    public override JObject Sendable(JObject body)
    {
        JObject result = base.Sendable(body);
        result["mailEnabled"] ??= false;
        result["securityEnabled"] ??= true;
        result["mailNickname"] ??= string.Concat(KeyOf(body).Where(char.IsAsciiLetterOrDigit)) is { Length: > 0 } nickname ? nickname : "group";
        return result;
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<JObject>> ReadNamedAsync(ITemplateTenant tenant, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        ReadFilteredAsync(tenant, names, cancellationToken);

    /// <summary>Synced groups are decided elsewhere.</summary>
    public override bool Includes(JObject raw) => (bool?)raw["onPremisesSyncEnabled"] != true;

    /// <inheritdoc/>
    public override GraphWrite? Undelete(string id) => new("POST", $"/directory/deletedItems/{id}/restore", null);
}

/// <summary>Administrative units. Their members are the tenant's own.</summary>
internal sealed class AdministrativeUnitKind : ObjectKind
{
    /// <inheritdoc/>
    public override string Name => "administrativeUnit";

    /// <inheritdoc/>
    public override string Shape => "administrativeUnit";

    /// <inheritdoc/>
    public override int Order => 25;

    /// <inheritdoc/>
    public override string Path => "/directory/administrativeUnits";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string>
    {
        "displayName", "description", "isMemberManagementRestricted", "membershipRule", "membershipRuleProcessingState", "membershipType", "visibility",
    };

    /// <inheritdoc/>
    public override IReadOnlySet<string> CreateOnly { get; } = new HashSet<string> { "isMemberManagementRestricted", "visibility" };

    /// <inheritdoc/>
    public override bool IgnoresCase(string path) => path is "visibility" or "membershipType" or "membershipRuleProcessingState";

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JToken> Defaults { get; } = new Dictionary<string, JToken>
    {
        ["isMemberManagementRestricted"] = false,
        ["membershipType"] = "assigned",
        ["membershipRuleProcessingState"] = "on",
        ["visibility"] = "public",
    };

    /// <inheritdoc/>
    public override GraphWrite? Undelete(string id) => new("POST", $"/directory/deletedItems/{id}/restore", null);
}

/// <summary>Custom role definitions; the built-in ones have the same ids everywhere.</summary>
internal sealed class RoleDefinitionKind : ObjectKind
{
    /// <inheritdoc/>
    public override string Name => "roleDefinition";

    /// <inheritdoc/>
    public override string Shape => "unifiedRoleDefinition";

    /// <inheritdoc/>
    public override int Order => 30;

    /// <inheritdoc/>
    public override string Path => "/roleManagement/directory/roleDefinitions";

    /// <inheritdoc/>
    public override bool ReportsExtra => true;

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string> { "displayName", "description", "isEnabled", "rolePermissions" };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JToken> Defaults { get; } = new Dictionary<string, JToken> { ["isEnabled"] = true };

    /// <inheritdoc/>
    public override bool Includes(JObject raw) => (bool?)raw["isBuiltIn"] != true;
}

/// <summary>Application registrations with the permissions they ask for; never their secrets.</summary>
internal sealed class ApplicationKind : ObjectKind
{
    /// <inheritdoc/>
    public override string Name => "application";

    /// <inheritdoc/>
    public override string Shape => "application";

    /// <inheritdoc/>
    public override int Order => 35;

    /// <inheritdoc/>
    public override string Path => "/applications";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string>
    {
        "displayName", "description", "signInAudience", "identifierUris", "web", "spa", "publicClient", "api", "appRoles", "requiredResourceAccess",
        "optionalClaims", "groupMembershipClaims", "isFallbackPublicClient", "isDeviceOnlyAuthSupported", "tags", "notes",
        "serviceManagementReference", "info", "parentalControlSettings", "servicePrincipalLockConfiguration", "addIns",
    };

    /// <inheritdoc/>
    public override IReadOnlySet<string> ServerFilled { get; } = new HashSet<string>
    {
        "info.logoUrl", "web.redirectUriSettings", "appRoles.origin", "api.oauth2PermissionScopes.origin",
    };

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, JToken> Defaults { get; } = new Dictionary<string, JToken>
    {
        ["signInAudience"] = "AzureADMyOrg",
        ["isFallbackPublicClient"] = false,
        ["isDeviceOnlyAuthSupported"] = false,
        ["web.implicitGrantSettings.enableAccessTokenIssuance"] = false,
        ["web.implicitGrantSettings.enableIdTokenIssuance"] = false,
        ["parentalControlSettings.legalAgeGroupRule"] = "Allow",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferencePath> References { get; } =
    [
        new("requiredResourceAccess.resourceAppId", ReferenceTarget.AppId),
        new("api.knownClientApplications", ReferenceTarget.AppId),
        new("api.preAuthorizedApplications.appId", ReferenceTarget.AppId),
    ];

    /// <inheritdoc/>
    public override GraphWrite? Undelete(string id) => new("POST", $"/directory/deletedItems/{id}/restore", null);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<JObject>> ReadNamedAsync(ITemplateTenant tenant, IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        ReadFilteredAsync(tenant, names, cancellationToken);

    /// <inheritdoc/>
    public override JToken ReferenceOf(JObject body) => body["appId"]?.DeepClone() ?? "";

    /// <summary>The identifier <c>api://{appId}</c> names the application itself: each tenant's has its own.</summary>
    public override JObject FromGraph(JObject raw)
    {
        string own = "api://" + (string?)raw["appId"];
        if (raw["identifierUris"] is not JArray uris || !uris.Any(uri => (string?)uri == own))
        {
            return raw;
        }

        raw = (JObject)raw.DeepClone();
        raw["identifierUris"] = new JArray(uris.Where(uri => (string?)uri != own));
        return raw;
    }
}
