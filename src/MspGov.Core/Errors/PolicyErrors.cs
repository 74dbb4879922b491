namespace MspGov.Core.Errors;

/// <summary>Errors of deciding who among the operators may do what.</summary>
public static class PolicyErrors
{
    /// <summary>The operator may not do this; the refusal was recorded.</summary>
    public static readonly ErrorDefinition Denied = new("OperatorNotPermitted", ErrorKind.PermissionDenied);

    /// <summary>The state has moved on: what was asked does not fit it any more. Nothing was recorded.</summary>
    public static readonly ErrorDefinition Conflict = new("StateConflict", ErrorKind.InvalidState);

    /// <summary>Something of high impact asks for confirmation, and nobody is there to answer.</summary>
    public static readonly ErrorDefinition ConfirmationNeeded = new("ConfirmationNeeded", ErrorKind.InvalidState);

    /// <summary>A name, duration, pattern or other argument is malformed.</summary>
    public static readonly ErrorDefinition InvalidArgument = new("InvalidArgument", ErrorKind.InvalidArgument);
}
