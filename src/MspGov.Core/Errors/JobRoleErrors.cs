namespace MspGov.Core.Errors;

/// <summary>Errors of the job role catalogue.</summary>
public static class JobRoleErrors
{
    /// <summary>No job role of that name.</summary>
    public static readonly ErrorDefinition NotFound = new("JobRoleNotFound", ErrorKind.NotFound);

    /// <summary>The job role has no version in force, or none that waits for approval.</summary>
    public static readonly ErrorDefinition NotInForce = new("JobRoleNotApproved", ErrorKind.InvalidState);

    /// <summary>Whoever wrote a version cannot approve it.</summary>
    public static readonly ErrorDefinition SecondPerson = new("JobRoleNeedsSecondPerson", ErrorKind.PermissionDenied);

    /// <summary>An entitlement is malformed or names no known role.</summary>
    public static readonly ErrorDefinition EntitlementInvalid = new("JobRoleEntitlementInvalid", ErrorKind.InvalidArgument);
}
