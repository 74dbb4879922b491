namespace MspGov.Core.Errors;

/// <summary>Errors of the register of exceptions.</summary>
public static class ExceptionErrors
{
    /// <summary>No exception of that id.</summary>
    public static readonly ErrorDefinition NotFound = new("AccessExceptionNotFound", ErrorKind.NotFound);

    /// <summary>Whoever approves owns it, or is not its approver.</summary>
    public static readonly ErrorDefinition NotApprover = new("AccessExceptionNotApprover", ErrorKind.PermissionDenied);

    /// <summary>Something it needs is missing, or its end is past or beyond what policy allows.</summary>
    public static readonly ErrorDefinition Invalid = new("AccessExceptionInvalid", ErrorKind.InvalidArgument);
}
