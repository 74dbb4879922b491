namespace MspGov.Core.Errors;

/// <summary>Errors of the MSP's operators and their roles.</summary>
public static class OperatorErrors
{
    /// <summary>No operator of that id.</summary>
    public static readonly ErrorDefinition NotFound = new("OperatorNotFound", ErrorKind.NotFound);

    /// <summary>An operator of that id exists.</summary>
    public static readonly ErrorDefinition AlreadyExists = new("OperatorAlreadyExists", ErrorKind.AlreadyExists);

    /// <summary>The operator is disabled.</summary>
    public static readonly ErrorDefinition Disabled = new("OperatorDisabled", ErrorKind.PermissionDenied);

    /// <summary>No operator role of that name.</summary>
    public static readonly ErrorDefinition RoleNotFound = new("GovernanceRoleNotFound", ErrorKind.NotFound);

    /// <summary>The last AdministratorWithBilling cannot be disabled, retired or revoked.</summary>
    public static readonly ErrorDefinition LastAdministrator = new("LastAdministrator", ErrorKind.InvalidState);
}
