using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>A policy of which every tenant has exactly one.</summary>
internal abstract class SingletonKind : ObjectKind
{
    /// <inheritdoc/>
    public override Membership Membership => Membership.Fixed;

    /// <inheritdoc/>
    public override string KeyOf(JObject body) => Name;
}

/// <summary>The authorization policy: what users and guests may do by default.</summary>
internal sealed class AuthorizationPolicyKind : SingletonKind
{
    /// <inheritdoc/>
    public override string Name => "authorizationPolicy";

    /// <inheritdoc/>
    public override string Shape => "authorizationPolicy";

    /// <inheritdoc/>
    public override int Order => 40;

    /// <inheritdoc/>
    public override string Path => "/policies/authorizationPolicy";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string>
    {
        "allowedToSignUpEmailBasedSubscriptions", "allowedToUseSSPR", "allowEmailVerifiedUsersToJoinOrganization", "allowInvitesFrom",
        "allowUserConsentForRiskyApps", "blockMsolPowerShell", "defaultUserRolePermissions", "guestUserRoleId",
    };
}

/// <summary>Security defaults; exclude enabled Conditional Access policies (FACTS section 8), so they are set just before those.</summary>
internal sealed class SecurityDefaultsKind : SingletonKind
{
    /// <inheritdoc/>
    public override string Name => "securityDefaults";

    /// <inheritdoc/>
    public override string Shape => "identitySecurityDefaultsEnforcementPolicy";

    /// <inheritdoc/>
    public override int Order => 80;

    /// <inheritdoc/>
    public override string Path => "/policies/identitySecurityDefaultsEnforcementPolicy";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string> { "isEnabled" };
}

/// <summary>Defaults of cross-tenant access.</summary>
internal sealed class CrossTenantAccessDefaultKind : SingletonKind
{
    /// <inheritdoc/>
    public override string Name => "crossTenantAccessDefault";

    /// <inheritdoc/>
    public override string Shape => "crossTenantAccessPolicyConfigurationDefault";

    /// <inheritdoc/>
    public override int Order => 50;

    /// <inheritdoc/>
    public override string Path => "/policies/crossTenantAccessPolicy/default";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string>
    {
        "automaticUserConsentSettings", "b2bCollaborationInbound", "b2bCollaborationOutbound", "b2bDirectConnectInbound", "b2bDirectConnectOutbound",
        "inboundTrust", "invitationRedemptionIdentityProviderConfiguration", "tenantRestrictions",
    };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferencePath> References { get; } =
    [
        .. new[] { "b2bCollaborationInbound", "b2bCollaborationOutbound", "b2bDirectConnectInbound", "b2bDirectConnectOutbound" }
            .Select(name => new ReferencePath($"{name}.usersAndGroups.targets.target", ReferenceTarget.Principal)),
    ];
}

/// <summary>The policy above the authentication methods: registration campaign, migration.</summary>
internal sealed class AuthenticationMethodsPolicyKind : SingletonKind
{
    private const string Campaign = "registrationEnforcement.authenticationMethodsRegistrationCampaign";

    /// <inheritdoc/>
    public override string Name => "authenticationMethodsPolicy";

    /// <inheritdoc/>
    public override string Shape => "authenticationMethodsPolicy";

    /// <inheritdoc/>
    public override int Order => 60;

    /// <inheritdoc/>
    public override string Path => "/policies/authenticationMethodsPolicy";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string> { "policyMigrationState", "registrationEnforcement" };

    /// <inheritdoc/>
    public override IReadOnlyList<ReferencePath> References { get; } =
    [
        new($"{Campaign}.includeTargets.id", ReferenceTarget.Principal),
        new($"{Campaign}.excludeTargets.id", ReferenceTarget.Principal),
    ];

    /// <summary>The methods themselves are a kind of their own.</summary>
    public override JObject FromGraph(JObject raw)
    {
        raw = (JObject)raw.DeepClone();
        raw.Remove("authenticationMethodConfigurations");
        raw.Remove("authenticationMethodConfigurations@odata.context");
        return raw;
    }
}
