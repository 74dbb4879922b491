using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Kinds;

/// <summary>One authentication method's configuration: a fixed set, each with a type of its own.</summary>
internal sealed class AuthenticationMethodKind : ObjectKind
{
    private const string Policy = "/policies/authenticationMethodsPolicy";

    /// <inheritdoc/>
    public override string Name => "authenticationMethod";

    /// <inheritdoc/>
    public override string Shape => "authenticationMethodConfiguration";

    /// <inheritdoc/>
    public override int Order => 65;

    /// <inheritdoc/>
    public override Membership Membership => Membership.Fixed;

    /// <inheritdoc/>
    public override string Path => Policy + "/authenticationMethodConfigurations";

    /// <inheritdoc/>
    public override IReadOnlySet<string> Writable { get; } = new HashSet<string>(
        "state excludeTargets includeTargets featureSettings isSoftwareOathEnabled isAttestationEnforced isSelfServiceRegistrationAllowed keyRestrictions defaultLength defaultLifetimeInMinutes isUsableOnce maximumLifetimeInMinutes minimumLifetimeInMinutes allowExternalIdToUseEmailOtp isOfficePhoneAllowed authenticationModeConfiguration certificateUserBindings crlValidationConfiguration issuerHintsConfiguration certificateAuthorityScopes standardQRCodeLifetimeInDays pinLength".Split(' '));

    /// <inheritdoc/>
    public override IReadOnlyList<ReferencePath> References { get; } =
    [
        new("includeTargets.id", ReferenceTarget.Group),
        new("excludeTargets.id", ReferenceTarget.Group),
        .. new[] { "companionAppAllowedState", "displayAppInformationRequiredState", "displayLocationInformationRequiredState", "numberMatchingRequiredState" }
            .SelectMany(feature => new[]
            {
                new ReferencePath($"featureSettings.{feature}.includeTarget.id", ReferenceTarget.Group),
                new ReferencePath($"featureSettings.{feature}.excludeTarget.id", ReferenceTarget.Group),
            }),
    ];

    /// <inheritdoc/>
    public override string KeyProperty => "id";

    /// <inheritdoc/>
    public override string ItemPath(string id) => $"{Path}/{id}";

    /// <summary>They come with their policy; a list of their own is not documented.</summary>
    public override async Task<IReadOnlyList<JObject>> ReadAllAsync(ITemplateTenant tenant, CancellationToken cancellationToken)
    {
        JObject? policy = await tenant.GetAsync(Policy, cancellationToken);
        return [.. policy?["authenticationMethodConfigurations"]?.OfType<JObject>() ?? []];
    }

    /// <summary>The type says which method it is, so it goes with every change.</summary>
    public override IReadOnlyList<GraphWrite> Update(string id, JObject before, JObject after) =>
        base.Update(id, before, after) is [{ Body: { } body } write]
            ? [write with { Body = Typed(body, before) }]
            : [];

    private static JObject Typed(JObject body, JObject before)
    {
        if (body["@odata.type"] is null && (string?)before["@odata.type"] is { } type)
        {
            body.AddFirst(new JProperty("@odata.type", type.StartsWith('#') ? type : "#" + type));
        }

        return body;
    }
}
