namespace MspGov.Engine.Lifecycle;

/// <summary>Graph's collections of authentication methods by their type.</summary>
internal static class MethodCollections
{
    private static readonly Dictionary<string, string> ByType = new(StringComparer.OrdinalIgnoreCase)
    {
        ["#microsoft.graph.emailAuthenticationMethod"] = "emailMethods",
        ["#microsoft.graph.fido2AuthenticationMethod"] = "fido2Methods",
        ["#microsoft.graph.microsoftAuthenticatorAuthenticationMethod"] = "microsoftAuthenticatorMethods",
        ["#microsoft.graph.phoneAuthenticationMethod"] = "phoneMethods",
        ["#microsoft.graph.platformCredentialAuthenticationMethod"] = "platformCredentialMethods",
        ["#microsoft.graph.softwareOathAuthenticationMethod"] = "softwareOathMethods",
        ["#microsoft.graph.temporaryAccessPassAuthenticationMethod"] = "temporaryAccessPassMethods",
        ["#microsoft.graph.windowsHelloForBusinessAuthenticationMethod"] = "windowsHelloForBusinessMethods",
        ["#microsoft.graph.externalAuthenticationMethod"] = "externalAuthenticationMethods",
    };

    /// <summary>The collection; null for the password, which cannot be removed.</summary>
    public static string? Of(string? type) => type is null ? null : ByType.GetValueOrDefault(type);
}
