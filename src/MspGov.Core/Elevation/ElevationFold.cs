using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Elevation;

/// <summary>Elevation policies, client approvers and grants.</summary>
public sealed class ElevationFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [.. ElevationActions.All.Select(action => action.Name)];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry)
    {
        switch (entry.Action)
        {
            case ElevationActions.PolicySet:
                register.Put(entry.DetailAs<ElevationPolicyDocument>());
                break;
            case ElevationActions.PolicyRemove:
                register.Remove<ElevationPolicyDocument>(entry.DetailAs<ElevationPolicyNamed>().Policy);
                break;
            case ElevationActions.ApproverEnrol:
                register.Put(entry.DetailAs<ClientApproverDocument>() with { EnrolledBy = entry.Operator });
                break;
            case ElevationActions.ApproverRetire:
                string key = ClientApproverDocument.KeyOf(entry.Log, entry.DetailAs<ClientApproverNamed>().Name);
                if (register.Get<ClientApproverDocument>(key) is { } approver)
                {
                    register.Put(approver with { RetiredAt = entry.At });
                }

                break;
            case ElevationActions.Request:
                register.Put(Requested(register, entry));
                break;
            default:
                // The correlation of every entry about a grant is the grant's id; the rules have seen to it.
                if (register.Get<ElevationGrantDocument>(entry.Correlation.ToString("D")) is { } grant)
                {
                    register.Put(Happened(grant, entry, register));
                }

                break;
        }
    }

    private static ElevationGrantDocument Requested(IRegister register, EntryView entry)
    {
        var request = entry.DetailAs<ElevationRequest>();
        TenantTier tier = register.Get<TenantDocument>(request.Tenant)?.Tier ?? TenantTier.HighRegulation;
        ElevationPolicyDocument policy = ElevationPolicies.Find(register, tier, request.Target);
        ElevationApproval approval = request.BreakGlass ? ElevationApproval.None : policy.Approval;
        return new ElevationGrantDocument
        {
            Request = request,
            RequestHash = request.Hash(),
            GrantState = GrantStates.Next(null, GrantEvents.OfRequest(request, approval))!.Value,
            RequestedAt = entry.At,
            Policy = policy.Key,
            Approval = approval,
            ExpiresAt = (request.Start ?? entry.At) + policy.ApproveWithin,
            ReviewDueAt = request.BreakGlass ? entry.At + policy.BreakGlassReviewWithin : null,
        };
    }

    private static ElevationGrantDocument Happened(ElevationGrantDocument grant, EntryView entry, IRegister register) => entry.Action switch
    {
        ElevationActions.Approve => Approved(grant, entry, entry.Operator, Persons.ActorOf(register, entry.Operator), client: false),
        ElevationActions.ApproveClient => entry.DetailAs<ClientApprovalDetail>().Approver is var approver
            ? Approved(grant, entry, approver, $"client:{approver}", client: true)
            : grant,
        ElevationActions.Deny => After(grant, GrantEvent.Deny) with { DeniedBy = entry.Operator, Evidence = entry.Reason },
        ElevationActions.Expire => After(grant, GrantEvent.Expire) with { EndedAt = entry.At, Evidence = "The time for approval and activation ran out; it was never given." },
        ElevationActions.Revoke => Revoked(grant, entry),
        ElevationActions.Activate when entry.Phase == EntryPhase.Intent => After(grant, GrantEvent.BeginActivation) with
        {
            ActivationAt = entry.At,
            EndsAt = entry.At + grant.Request.Duration,
        },
        ElevationActions.Activate => Activated(grant, entry),
        ElevationActions.End when entry.Phase == EntryPhase.Intent => After(grant, GrantEvent.BeginEnd) with { EndAttempts = grant.EndAttempts + 1 },
        ElevationActions.End => EndOutcome(grant, entry),
        ElevationActions.Notice => grant with { Told = [.. grant.Told.Union(entry.DetailAs<GrantNoticeDetail>().Operators)] },
        ElevationActions.Review => entry.DetailAs<GrantReviewDetail>() is var review
            ? grant with { Review = new GrantReview(entry.Operator, entry.At, review.Justified, review.Findings) }
            : grant,
        _ => grant,
    };

    private static ElevationGrantDocument Approved(ElevationGrantDocument grant, EntryView entry, string approver, string actor, bool client) =>
        After(grant, GrantEvents.OfApproval(grant)) with
        {
            Approvals = [.. grant.Approvals, new GrantApproval(approver, actor, client, entry.At, entry.Id)],
        };

    private static ElevationGrantDocument Revoked(ElevationGrantDocument grant, EntryView entry)
    {
        ElevationGrantDocument revoked = After(grant, GrantEvent.Revoke) with { RevokedAt = entry.At, RevokedBy = entry.Operator };
        return revoked.GrantState == GrantState.Ended
            ? revoked with { EndedAt = entry.At, Evidence = "Revoked before it was given." }
            : revoked;
    }

    private static ElevationGrantDocument Activated(ElevationGrantDocument grant, EntryView entry)
    {
        var outcome = entry.DetailAs<GrantOutcomeDetail>();
        return After(grant, GrantEvents.OfActivation(entry.Outcome)) with
        {
            ActiveFrom = outcome.ActiveFrom ?? grant.ActiveFrom,
            EndsAt = outcome.EndsAt ?? grant.EndsAt,
            EndInDoubt = false,
            Evidence = outcome.Evidence,
        };
    }

    private static ElevationGrantDocument EndOutcome(ElevationGrantDocument grant, EntryView entry)
    {
        var outcome = entry.DetailAs<GrantOutcomeDetail>();
        return After(grant, GrantEvents.OfEnd(entry.Outcome)) with
        {
            EndedAt = entry.Outcome == EntryOutcome.Succeeded ? entry.At : null,
            EndInDoubt = entry.Outcome == EntryOutcome.Unknown,
            Evidence = outcome.Evidence,
            RemainingPaths = outcome.RemainingPaths,
        };
    }

    // A fold never throws: where an erased or foreign entry left a gap, the state stays.
    private static ElevationGrantDocument After(ElevationGrantDocument grant, GrantEvent happened) =>
        grant with { GrantState = GrantStates.Next(grant.GrantState, happened) ?? grant.GrantState };
}
