using MspGov.Core.Elevation;
using MspGov.Core.Json;
using MspGov.Core.Ledger;

namespace MspGov.Engine.Elevation;

/// <summary>The entries of a grant.</summary>
internal static class GrantDrafts
{
    public static EntryDraft Request(ElevationRequest request) => Draft(request, ElevationActions.Request, request) with { Ticket = request.Ticket, Reason = request.Reason };

    public static EntryDraft Named(ElevationGrantDocument grant, string action, string? reason = null, EntryPhase phase = EntryPhase.Fact) =>
        Draft(grant.Request, action, new GrantNamed(grant.Request.Grant)) with { Phase = phase, Reason = reason, Ticket = grant.Request.Ticket };

    public static EntryDraft Approve(ElevationGrantDocument grant, string hash, string? reason) =>
        Draft(grant.Request, ElevationActions.Approve, new GrantApprovalDetail(grant.Request.Grant, hash)) with { Reason = reason, Ticket = grant.Request.Ticket };

    public static EntryDraft ApproveClient(ElevationRequest request, ClientApprovalDetail detail) =>
        Draft(request, ElevationActions.ApproveClient, detail) with { Ticket = request.Ticket };

    public static EntryDraft Outcome(ElevationGrantDocument grant, string action, EntryOutcome outcome, GrantOutcomeDetail detail) =>
        Draft(grant.Request, action, detail) with { Phase = EntryPhase.Outcome, Outcome = outcome, Ticket = grant.Request.Ticket };

    public static EntryDraft Notice(ElevationGrantDocument grant, GrantNoticeDetail detail) => Draft(grant.Request, ElevationActions.Notice, detail);

    public static EntryDraft Review(ElevationGrantDocument grant, bool justified, string findings) =>
        Draft(grant.Request, ElevationActions.Review, new GrantReviewDetail(grant.Request.Grant, justified, findings)) with { Reason = findings };

    private static EntryDraft Draft<T>(ElevationRequest request, string action, T detail) => new()
    {
        Log = request.Tenant,
        Action = action,
        Correlation = Guid.Parse(request.Grant),
        Subject = new EntrySubject("user", request.PrincipalId, request.PrincipalName),
        Detail = CoreJson.ToBytes(detail),
    };
}
