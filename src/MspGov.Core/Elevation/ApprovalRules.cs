using System.Security.Cryptography;
using System.Text;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Operators;
using MspGov.Core.Policy;

namespace MspGov.Core.Elevation;

/// <summary>Who may approve, deny and review. Approvals name the hash of the request, and their entry is signed with the approver's own key.</summary>
internal static class ApprovalRules
{
    public static Ruling Approve(RuleContext context)
    {
        var detail = CoreJson.FromBytes<GrantApprovalDetail>(context.Entry.Detail.Span);
        if ((GrantLookup.Find(context, detail.Grant, out ElevationGrantDocument grant) ?? Open(context, grant, detail.RequestHash)) is { } ruling)
        {
            return ruling;
        }

        string actor = Persons.ActorOf(context.Register, context.Operator);
        return grant.Approval == ElevationApproval.Client
                ? Ruling.Deny("This elevation needs the approval of an approver at the client.")
            : context.Register.Get<OperatorDocument>(context.Operator) is not { OperatorKind: OperatorKind.Person }
                ? Ruling.Deny("Only a person approves an elevation.", ElevationErrors.SelfApproval)
            : Persons.Concerned(context.Register, grant.Request).Contains(actor)
                ? Ruling.Deny("Nobody approves an elevation that one asked for or that concerns one's own account.", ElevationErrors.SelfApproval)
            : grant.Approvals.Any(given => given.Actor == actor)
                ? Ruling.Deny("Two approvals come from two persons; this one has approved already.", ElevationErrors.SelfApproval)
            : grant.Request.Target.IsPrivileged
                ? OperatorRights.Of(context.Register, context.Operator, context.At).Demand(Permission.ApprovePrivilegedElevation, context.Entry.Log, context.Register)
            : Ruling.Permit;
    }

    public static Ruling ApproveClient(RuleContext context)
    {
        var detail = CoreJson.FromBytes<ClientApprovalDetail>(context.Entry.Detail.Span);
        if ((GrantLookup.Find(context, detail.Grant, out ElevationGrantDocument grant) ?? Open(context, grant, detail.RequestHash)) is { } ruling)
        {
            return ruling;
        }

        ClientApproverDocument? approver = context.Register.Get<ClientApproverDocument>(
            ClientApproverDocument.KeyOf(grant.Request.Tenant, detail.Approver));
        return grant.Approval != ElevationApproval.Client
                ? Ruling.Conflict("This elevation needs no approval of the client.", ElevationErrors.StateUnfit)
            : approver is not { RetiredAt: null }
                ? Ruling.Deny($"'{detail.Approver}' is no approver of this client.", ElevationErrors.ClientApprovalInvalid)
            : approver.EnrolledBy is { } enroller && Persons.Concerned(context.Register, grant.Request).Contains(Persons.ActorOf(context.Register, enroller))
                ? Ruling.Deny("Whoever asks for an elevation, or whose account it concerns, must not have enrolled the approver's key.", ElevationErrors.SelfApproval)
            : Verifies(approver.Spki, grant.Request.ToText(), detail.Signature)
                ? Ruling.Permit
                : Ruling.Deny($"The signature of '{approver.Name}' does not verify for this request.", ElevationErrors.ClientApprovalInvalid);
    }

    public static Ruling Deny(RuleContext context)
    {
        string id = CoreJson.FromBytes<GrantNamed>(context.Entry.Detail.Span).Grant;
        return GrantLookup.Find(context, id, out ElevationGrantDocument grant) ?? GrantLookup.Fits(grant, GrantEvent.Deny);
    }

    public static Ruling Review(RuleContext context)
    {
        var detail = CoreJson.FromBytes<GrantReviewDetail>(context.Entry.Detail.Span);
        if (GrantLookup.Find(context, detail.Grant, out ElevationGrantDocument grant) is { } ruling)
        {
            return ruling;
        }

        return !grant.Request.BreakGlass ? Ruling.Conflict("This grant is no break-glass use.", ElevationErrors.StateUnfit)
            : grant.Review is not null ? Ruling.Conflict($"'{grant.Review.Reviewer}' has reviewed this use already.", ElevationErrors.StateUnfit)
            : !grant.GrantState.IsFinal() ? Ruling.Conflict("The use is not over: revoke it, or wait until it has ended.", ElevationErrors.StateUnfit)
            : string.IsNullOrWhiteSpace(detail.Findings) ? Ruling.Conflict("A review says what was found.", PolicyErrors.InvalidArgument)
            : context.Register.Get<OperatorDocument>(context.Operator) is not { OperatorKind: OperatorKind.Person }
                ? Ruling.Deny("Only a person reviews a break-glass use.", ElevationErrors.SelfApproval)
            : Persons.Concerned(context.Register, grant.Request).Contains(Persons.ActorOf(context.Register, context.Operator))
                ? Ruling.Deny("A break-glass use is reviewed by another person than the one who used it.", ElevationErrors.SelfApproval)
            : Ruling.Permit;
    }

    private static Ruling? Open(RuleContext context, ElevationGrantDocument grant, string hash) =>
        GrantLookup.Fits(grant, GrantEvent.Approve) is { Kind: not RulingKind.Permit } unfit ? unfit
        : grant.RequestHash != hash ? Ruling.Deny("The approval is for another request than the one recorded.", ElevationErrors.RequestChanged)
        : grant.ExpiresAt <= context.At ? Ruling.Conflict($"The request expired on {grant.ExpiresAt:u}; ask again.", ElevationErrors.Expired)
        : null;

    private static bool Verifies(string spki, string text, string signature)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(spki), out _);
            return key.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(signature), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
