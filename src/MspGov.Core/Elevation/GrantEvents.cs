using MspGov.Core.Ledger;

namespace MspGov.Core.Elevation;

/// <summary>Which event an entry is.</summary>
internal static class GrantEvents
{
    public static GrantEvent OfActivation(EntryOutcome? outcome) => outcome switch
    {
        EntryOutcome.Succeeded => GrantEvent.ActivationSucceeded,
        EntryOutcome.Failed => GrantEvent.ActivationFailed,
        _ => GrantEvent.ActivationUnknown,
    };

    public static GrantEvent OfEnd(EntryOutcome? outcome) => outcome switch
    {
        EntryOutcome.Succeeded => GrantEvent.EndSucceeded,
        EntryOutcome.Failed => GrantEvent.EndFailed,
        _ => GrantEvent.EndUnknown,
    };

    public static GrantEvent OfRequest(ElevationRequest request, ElevationApproval approval) =>
        approval != ElevationApproval.None ? GrantEvent.Request
        : request.Start is null ? GrantEvent.RequestWithoutApproval
        : GrantEvent.RequestForLater;

    public static GrantEvent OfApproval(ElevationGrantDocument grant) =>
        grant.Approvals.Count + 1 < grant.ApprovalsNeeded ? GrantEvent.ApprovePartly
        : grant.Request.Start is null ? GrantEvent.Approve
        : GrantEvent.ApproveForLater;
}
