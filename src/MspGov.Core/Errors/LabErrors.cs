namespace MspGov.Core.Errors;

/// <summary>Errors of lab tenants.</summary>
public static class LabErrors
{
    /// <summary>No lab tenant of that name.</summary>
    public static readonly ErrorDefinition NotFound = new("LabTenantNotFound", ErrorKind.NotFound);

    /// <summary>A lab tenant of that name exists.</summary>
    public static readonly ErrorDefinition AlreadyExists = new("LabTenantAlreadyExists", ErrorKind.AlreadyExists);

    /// <summary>The name is not one a lab tenant can have.</summary>
    public static readonly ErrorDefinition NameInvalid = new("LabTenantNameInvalid", ErrorKind.InvalidArgument);
}
