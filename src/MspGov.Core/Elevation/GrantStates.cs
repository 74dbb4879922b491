using static MspGov.Core.Elevation.GrantEvent;
using static MspGov.Core.Elevation.GrantState;

namespace MspGov.Core.Elevation;

/// <summary>
/// The life of a grant, as data: rules ask it what may happen, the fold asks it what follows, and the diagram in
/// docs/elevation.md is tested against it.
/// </summary>
public static class GrantStates
{
    /// <summary>Every arrow there is; what is not here cannot happen.</summary>
    public static readonly IReadOnlyList<GrantTransition> Transitions =
    [
        new(null, Request, Requested),
        new(null, RequestWithoutApproval, Approved),
        new(null, RequestForLater, Scheduled),

        new(Requested, ApprovePartly, Requested),
        new(Requested, Approve, Approved),
        new(Requested, ApproveForLater, Scheduled),
        new(Requested, Deny, Denied),
        new(Requested, Expire, Ended),
        new(Requested, Revoke, Ended),

        new(Approved, Expire, Ended),
        new(Approved, Revoke, Ended),
        new(Approved, BeginActivation, Activating),
        new(Scheduled, Expire, Ended),
        new(Scheduled, Revoke, Ended),
        new(Scheduled, BeginActivation, Activating),

        new(Activating, ActivationSucceeded, Active),
        new(Activating, ActivationFailed, Failed),
        new(Activating, ActivationUnknown, InDoubt),
        new(InDoubt, ActivationSucceeded, Active),
        new(InDoubt, ActivationFailed, Failed),
        new(InDoubt, ActivationUnknown, InDoubt),

        new(Active, Revoke, Ending),
        new(Active, BeginEnd, Ending),
        new(InDoubt, Revoke, Ending),
        new(InDoubt, BeginEnd, Ending),
        new(Ending, BeginEnd, Ending),
        new(Ending, EndSucceeded, Ended),
        new(Ending, EndFailed, Ending),
        new(Ending, EndUnknown, InDoubt),
        new(InDoubt, EndSucceeded, Ended),
        new(InDoubt, EndFailed, Ending),
        new(InDoubt, EndUnknown, InDoubt),
    ];

    private static readonly Dictionary<(GrantState?, GrantEvent), GrantState> Table =
        Transitions.ToDictionary(arrow => (arrow.From, arrow.Event), arrow => arrow.To);

    /// <summary>The state that follows, or null when the event cannot happen in that state.</summary>
    public static GrantState? Next(GrantState? from, GrantEvent happened) =>
        Table.TryGetValue((from, happened), out GrantState to) ? to : null;

    /// <summary>Whether nothing can happen to the grant any more.</summary>
    public static bool IsFinal(this GrantState state) => state is Denied or Ended or Failed;

    /// <summary>Whether the principal holds the role by this grant, or may hold it.</summary>
    public static bool MayBeHeld(this GrantState state) => state is Activating or Active or Ending or InDoubt;
}
