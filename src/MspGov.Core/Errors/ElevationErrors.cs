namespace MspGov.Core.Errors;

/// <summary>Errors of elevation and break-glass.</summary>
public static class ElevationErrors
{
    /// <summary>No grant of that id.</summary>
    public static readonly ErrorDefinition NotFound = new("ElevationGrantNotFound", ErrorKind.NotFound);

    /// <summary>The grant's state does not admit this.</summary>
    public static readonly ErrorDefinition StateUnfit = new("ElevationStateUnfit", ErrorKind.InvalidState);

    /// <summary>The principal has an open grant of the same role, or holds it already.</summary>
    public static readonly ErrorDefinition AlreadyHeld = new("ElevationAlreadyHeld", ErrorKind.AlreadyExists);

    /// <summary>The duration is zero, negative, too short for the tenant, or beyond the policy's maximum.</summary>
    public static readonly ErrorDefinition DurationNotAllowed = new("ElevationDurationNotAllowed", ErrorKind.InvalidArgument);

    /// <summary>The start lies in the past or too far ahead.</summary>
    public static readonly ErrorDefinition StartNotAllowed = new("ElevationStartNotAllowed", ErrorKind.InvalidArgument);

    /// <summary>The policy wants a ticket that fits its pattern.</summary>
    public static readonly ErrorDefinition TicketNotAccepted = new("ElevationTicketNotAccepted", ErrorKind.InvalidArgument);

    /// <summary>The policy admits requesters of other job roles only, or no break-glass use.</summary>
    public static readonly ErrorDefinition RequesterNotAllowed = new("ElevationRequesterNotAllowed", ErrorKind.PermissionDenied);

    /// <summary>Nobody approves or reviews what concerns himself, nor twice.</summary>
    public static readonly ErrorDefinition SelfApproval = new("ElevationSelfApproval", ErrorKind.PermissionDenied);

    /// <summary>The approval is for another request than the one recorded.</summary>
    public static readonly ErrorDefinition RequestChanged = new("ElevationRequestChanged", ErrorKind.SecurityFailure);

    /// <summary>A client's approval does not verify, or its approver is not enrolled.</summary>
    public static readonly ErrorDefinition ClientApprovalInvalid = new("ElevationClientApprovalInvalid", ErrorKind.SecurityFailure);

    /// <summary>The time for approval or activation ran out.</summary>
    public static readonly ErrorDefinition Expired = new("ElevationExpired", ErrorKind.InvalidState);

    /// <summary>This machine's clock and the tenant's differ by more than five minutes.</summary>
    public static readonly ErrorDefinition ClockSkewed = new("ClockSkewed", ErrorKind.InvalidState);

    /// <summary>The tenant refused or does not show the elevation.</summary>
    public static readonly ErrorDefinition ActivationFailed = new("ElevationActivationFailed", ErrorKind.Unverified);

    /// <summary>It cannot be proven that the elevation began or ended; the next command or sweep settles it.</summary>
    public static readonly ErrorDefinition InDoubt = new("ElevationInDoubt", ErrorKind.Unverified);

    /// <summary>The elevation could not be ended; it is still held.</summary>
    public static readonly ErrorDefinition EndFailed = new("ElevationEndFailed", ErrorKind.Unverified);

    /// <summary>Another process works on the grant.</summary>
    public static readonly ErrorDefinition GrantBusy = new("ElevationGrantBusy", ErrorKind.Busy);

    /// <summary>The operator has no account in the tenant.</summary>
    public static readonly ErrorDefinition NoAccount = new("OperatorAccountNotSet", ErrorKind.InvalidArgument);

    /// <summary>No break-glass account of that id is registered.</summary>
    public static readonly ErrorDefinition BreakGlassAccountNotFound = new("BreakGlassAccountNotFound", ErrorKind.NotFound);

    /// <summary>The account does not qualify as an emergency account.</summary>
    public static readonly ErrorDefinition BreakGlassAccountUnfit = new("BreakGlassAccountUnfit", ErrorKind.InvalidState);

    /// <summary>A notice could not be delivered.</summary>
    public static readonly ErrorDefinition NoticeFailed = new("ElevationNoticeFailed", ErrorKind.ConnectionFailure);

    /// <summary>The file is no request or approval of an elevation.</summary>
    public static readonly ErrorDefinition FileInvalid = new("ElevationFileInvalid", ErrorKind.InvalidData);
}
