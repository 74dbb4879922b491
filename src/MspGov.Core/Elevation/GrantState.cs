namespace MspGov.Core.Elevation;

/// <summary>Where a grant stands.</summary>
public enum GrantState
{
    /// <summary>Waits for approval.</summary>
    Requested,

    /// <summary>Approved; not given yet.</summary>
    Approved,

    /// <summary>Refused by an approver.</summary>
    Denied,

    /// <summary>Approved for a start that has not come.</summary>
    Scheduled,

    /// <summary>Being given; a crash leaves it here until it is settled.</summary>
    Activating,

    /// <summary>Read back from the tenant: the principal holds it.</summary>
    Active,

    /// <summary>Being ended, or due to be: due by revocation, or because ending did not succeed yet.</summary>
    Ending,

    /// <summary>Read back from the tenant: no path that the grant gave is left. Or it was never given.</summary>
    Ended,

    /// <summary>Read back from the tenant: it was not given.</summary>
    Failed,

    /// <summary>A write was sent and the tenant could not be read back, or does not show it yet.</summary>
    InDoubt,
}

/// <summary>What happens to a grant.</summary>
public enum GrantEvent
{
    /// <summary>Asked for where approval is needed.</summary>
    Request,

    /// <summary>Asked for where no approval is needed.</summary>
    RequestWithoutApproval,

    /// <summary>Asked for later, where no approval is needed.</summary>
    RequestForLater,

    /// <summary>Approved, and another approval is needed.</summary>
    ApprovePartly,

    /// <summary>The last approval.</summary>
    Approve,

    /// <summary>The last approval, for a later start.</summary>
    ApproveForLater,

    /// <summary>An approver refuses.</summary>
    Deny,

    /// <summary>The time for approval or activation ran out.</summary>
    Expire,

    /// <summary>Given back or taken away.</summary>
    Revoke,

    /// <summary>Intent to give.</summary>
    BeginActivation,

    /// <summary>Read back: held.</summary>
    ActivationSucceeded,

    /// <summary>Read back: not held, or refused.</summary>
    ActivationFailed,

    /// <summary>Could not be read back, or is not visible yet.</summary>
    ActivationUnknown,

    /// <summary>Intent to end.</summary>
    BeginEnd,

    /// <summary>Read back: no path left that the grant gave.</summary>
    EndSucceeded,

    /// <summary>Read back: still held, or refused.</summary>
    EndFailed,

    /// <summary>Could not be read back.</summary>
    EndUnknown,
}

/// <summary>One arrow of the state diagram.</summary>
/// <param name="From">State before; null before the request.</param>
/// <param name="Event">What happens.</param>
/// <param name="To">State after.</param>
public sealed record GrantTransition(GrantState? From, GrantEvent Event, GrantState To);
