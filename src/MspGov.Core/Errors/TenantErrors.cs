namespace MspGov.Core.Errors;

/// <summary>Errors of client tenants and of talking to them.</summary>
public static class TenantErrors
{
    /// <summary>No registered tenant has that name or id.</summary>
    public static readonly ErrorDefinition NotFound = new("TenantNotFound", ErrorKind.NotFound);

    /// <summary>A tenant of that name or id is registered already.</summary>
    public static readonly ErrorDefinition AlreadyExists = new("TenantAlreadyRegistered", ErrorKind.AlreadyExists);

    /// <summary>The tenant was unregistered.</summary>
    public static readonly ErrorDefinition OffBoarded = new("TenantOffBoarded", ErrorKind.InvalidState);

    /// <summary>A file of tenants, or what it asks for, cannot be used: nothing of it was imported.</summary>
    public static readonly ErrorDefinition ListInvalid = new("TenantListInvalid", ErrorKind.InvalidData);

    /// <summary>The connection settings do not make a connection.</summary>
    public static readonly ErrorDefinition ConnectionInvalid = new("TenantConnectionInvalid", ErrorKind.InvalidArgument);

    /// <summary>The Graph endpoint or authority is not https (http is for loopback only).</summary>
    public static readonly ErrorDefinition EndpointNotSecure = new("EndpointNotSecure", ErrorKind.SecurityFailure);

    /// <summary>A secret reference does not resolve.</summary>
    public static readonly ErrorDefinition SecretNotFound = new("SecretNotFound", ErrorKind.NotFound);

    /// <summary>The token is refused: wrong or expired secret, certificate or token.</summary>
    public static readonly ErrorDefinition AuthenticationFailed = new("TenantAuthenticationFailed", ErrorKind.AuthenticationFailed);

    /// <summary>The token's tid claim is another tenant's. Nothing was sent.</summary>
    public static readonly ErrorDefinition WrongTenant = new("TenantMismatch", ErrorKind.SecurityFailure);

    /// <summary>The tenant refuses for lack of permission.</summary>
    public static readonly ErrorDefinition AccessDenied = new("TenantAccessDenied", ErrorKind.PermissionDenied);

    /// <summary>The tenant has no licence for what was asked.</summary>
    public static readonly ErrorDefinition NotLicensed = new("TenantNotLicensed", ErrorKind.NotLicensed);

    /// <summary>The tenant still throttles after all retries.</summary>
    public static readonly ErrorDefinition Throttled = new("TenantThrottled", ErrorKind.Busy);

    /// <summary>The tenant cannot be reached, or its answers cannot be read.</summary>
    public static readonly ErrorDefinition Unreachable = new("TenantUnreachable", ErrorKind.ConnectionFailure);

    /// <summary>Graph refused a request with an error that has no id of its own here.</summary>
    public static readonly ErrorDefinition RequestFailed = new("TenantRequestFailed", ErrorKind.ConnectionFailure);

    /// <summary>Parts of the tenant could not be read: what was given out is not all there is.</summary>
    public static readonly ErrorDefinition ReadIncomplete = new("TenantReadIncomplete", ErrorKind.ConnectionFailure);

    /// <summary>A principal, group, role or application is not in the tenant.</summary>
    public static readonly ErrorDefinition ObjectNotFound = new("TenantObjectNotFound", ErrorKind.NotFound);

    /// <summary>A name fits several objects of the tenant.</summary>
    public static readonly ErrorDefinition ObjectAmbiguous = new("TenantObjectAmbiguous", ErrorKind.InvalidArgument);

    /// <summary>A change was sent, and reading back does not show it.</summary>
    public static readonly ErrorDefinition ChangeNotVerified = new("ChangeNotVerified", ErrorKind.Unverified);

    /// <summary>A change was sent and no answer tells whether it was applied: read back before sending it again.</summary>
    public static readonly ErrorDefinition OutcomeUnknown = new("ChangeOutcomeUnknown", ErrorKind.Unverified);

    /// <summary>The tenant's answer points to another host. It was not followed, because the token would go there.</summary>
    public static readonly ErrorDefinition ForeignLink = new("TenantLinkForeignHost", ErrorKind.SecurityFailure);

    /// <summary>The tenant refused a change.</summary>
    public static readonly ErrorDefinition ChangeRefused = new("ChangeRefused", ErrorKind.InvalidState);

    /// <summary>The change would leave the tenant without working emergency access.</summary>
    public static readonly ErrorDefinition BreakGlassGuard = new("BreakGlassGuard", ErrorKind.SecurityFailure);
}
