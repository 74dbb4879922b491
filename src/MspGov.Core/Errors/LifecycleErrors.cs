namespace MspGov.Core.Errors;

/// <summary>Errors of joiners, movers and leavers.</summary>
public static class LifecycleErrors
{
    /// <summary>An event of that id has a run already.</summary>
    public static readonly ErrorDefinition EventExists = new("LifecycleEventExists", ErrorKind.AlreadyExists);

    /// <summary>An event id was used again for somebody or something else.</summary>
    public static readonly ErrorDefinition EventDiffers = new("LifecycleEventDiffers", ErrorKind.InvalidArgument);

    /// <summary>No run of that event.</summary>
    public static readonly ErrorDefinition RunNotFound = new("LifecycleRunNotFound", ErrorKind.NotFound);

    /// <summary>The person has no account in any of the tenants.</summary>
    public static readonly ErrorDefinition PersonNotFound = new("PersonNotFound", ErrorKind.NotFound);

    /// <summary>The names given fit accounts of different people.</summary>
    public static readonly ErrorDefinition PersonAmbiguous = new("PersonAmbiguous", ErrorKind.InvalidArgument);

    /// <summary>The leaver is the tenant's last active Global Administrator.</summary>
    public static readonly ErrorDefinition LastAdministrator = new("LastTenantAdministrator", ErrorKind.SecurityFailure);

    /// <summary>Something is left: the run is not complete.</summary>
    public static readonly ErrorDefinition NotComplete = new("LifecycleNotComplete", ErrorKind.Unverified);

    /// <summary>A list would remove more people than its guard allows.</summary>
    public static readonly ErrorDefinition TooManyLeavers = new("TooManyLeavers", ErrorKind.SecurityFailure);

    /// <summary>A list of people cannot be read, or a row of it.</summary>
    public static readonly ErrorDefinition ListInvalid = new("WorkforceListInvalid", ErrorKind.InvalidData);

    /// <summary>No job role of that name is in force.</summary>
    public static readonly ErrorDefinition JobRoleNotInForce = new("JobRoleNotInForce", ErrorKind.NotFound);

    /// <summary>Contract or jurisdiction of the tenant do not permit any of the job roles.</summary>
    public static readonly ErrorDefinition ScopeNotPermitted = new("JobRoleNotPermitted", ErrorKind.SecurityFailure);

    /// <summary>The effective time is too far in the past.</summary>
    public static readonly ErrorDefinition EffectiveInPast = new("EffectiveTimeInPast", ErrorKind.InvalidArgument);

    /// <summary>The user is protected: the operation needs a higher operator role.</summary>
    public static readonly ErrorDefinition Protected = new("UserProtected", ErrorKind.PermissionDenied);
}
