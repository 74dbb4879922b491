using MspGov.Core.Errors;

namespace MspGov.Graph.Transport;

/// <summary>The one place where answers of Microsoft Graph become errors of the product.</summary>
internal static class GraphErrorMapping
{
    /// <summary>Codes and message parts that mean "the tenant has no licence for this" (FACTS section 5; AadPremiumLicenseRequired and the rest observed in the field).</summary>
    private static readonly string[] LicenceCodes =
    [
        "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
        "AadPremiumLicenseRequired",
        "MissingTenantLicense",
        "NonPremiumTenant",
    ];

    private static readonly string[] LicenceWords =
    [
        "AadPremiumLicenseRequired",
        "premium license",
        "does not have the required license",
        "doesn't have a valid license",
        "needs to have Microsoft Entra",
        "needs to have Azure Active Directory",
        "Azure AD Premium P2",
        "Microsoft Entra ID P2",
        "Neither tenant is B2C or tenant doesn't have premium license",
    ];

    /// <summary>Maps an answer that is not a success.</summary>
    public static GovException Map(GraphResponse response)
    {
        GraphError error = response.Error ?? new GraphError("", "", "", null);
        string said = Said(response, error);
        string what = $"{response.Request.Method} {Shown(response.Request.Path)}";
        ErrorDefinition definition = Definition(response, error);
        string message = Message(definition, response, what, said);
        return definition.With(message, new GraphException(response.Status, error)).About(response.Tenant, response.TenantId);
    }

    /// <summary>True when the answer means that a licence is missing.</summary>
    public static bool IsLicence(GraphError error) =>
        LicenceCodes.Any(error.Is)
        || LicenceWords.Any(word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase)
            || error.InnermostMessage?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Path without the query values, which may hold names of people.</summary>
    public static string Shown(string path)
    {
        int query = path.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? path : path[..query];
    }

    private static ErrorDefinition Definition(GraphResponse response, GraphError error) => response.Status switch
    {
        _ when IsLicence(error) => TenantErrors.NotLicensed,
        401 => TenantErrors.AuthenticationFailed,
        403 => TenantErrors.AccessDenied,
        404 or 410 when error.Is("syncStateNotFound") || error.Is("resyncRequired") => TenantErrors.RequestFailed,
        404 => TenantErrors.ObjectNotFound,
        429 => TenantErrors.Throttled,
        >= 500 when response.Request.IsWrite => TenantErrors.OutcomeUnknown,
        503 or 504 => TenantErrors.Unreachable,
        >= 400 and < 500 when response.Request.IsWrite => TenantErrors.ChangeRefused,
        _ => TenantErrors.RequestFailed,
    };

    private static string Message(ErrorDefinition definition, GraphResponse response, string what, string said)
    {
        string tenant = response.Tenant;
        return definition.Id switch
        {
            "TenantNotLicensed" => $"Tenant '{tenant}' has no licence for {what}. {said}",
            "TenantAuthenticationFailed" => $"Tenant '{tenant}' does not accept the token for {what}. {said} Check the client id, the secret or certificate and its expiry with Test-ClientTenant.",
            "TenantAccessDenied" => $"Tenant '{tenant}' denies {what}. {said} Test-ClientTenant names the permission that is missing; an administrator of the tenant must grant and consent to it.",
            "TenantObjectNotFound" => $"Tenant '{tenant}' does not know what {what} asks for. {said}",
            "TenantThrottled" => $"Tenant '{tenant}' still throttles {what} after all retries. {said} Try again later or with a lower -ThrottleLimit.",
            "ChangeOutcomeUnknown" => $"Tenant '{tenant}' answered {what} with a fault ({response.Status}): whether the change was applied is not known. {said} It is read back before it is sent again.",
            "TenantUnreachable" => $"Tenant '{tenant}' is not available for {what} after all retries. {said}",
            "ChangeRefused" => $"Tenant '{tenant}' refuses {what}. {said}",
            _ => $"Tenant '{tenant}' answered {what} with an error. {said}",
        };
    }

    private static string Said(GraphResponse response, GraphError error)
    {
        string code = error.InnermostCode.Length > 0 ? error.InnermostCode : error.Code;
        string text = error.Message.Length > 0 ? error.Message : "No message.";
        text = text.TrimEnd();
        text = text.EndsWith('.') ? text : text + ".";
        string inner = error.InnermostMessage is { Length: > 0 } deeper && deeper != error.Message ? $" {deeper}" : "";
        string id = response.RequestId is { } requestId ? $", request-id {requestId}" : "";
        return $"It said: {text}{inner} (status {response.Status}{(code.Length > 0 ? ", " + code : "")}{id})";
    }
}
