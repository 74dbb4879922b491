using MspGov.Core.Policy;

namespace MspGov.Core.Elevation;

/// <summary>Actions of elevation. Policies are in log msp; everything about a grant is in the tenant's log, with the grant's id as correlation.</summary>
public static class ElevationActions
{
    /// <summary>A policy is set; detail <see cref="ElevationPolicyDocument"/>.</summary>
    public const string PolicySet = "elevation.policy.set";

    /// <summary>A policy is removed, so that the less telling one holds again; detail <see cref="ElevationPolicyNamed"/>.</summary>
    public const string PolicyRemove = "elevation.policy.remove";

    /// <summary>A client approver's key is enrolled; detail <see cref="ClientApproverDocument"/>.</summary>
    public const string ApproverEnrol = "elevation.approver.enrol";

    /// <summary>A client approver's key is retired; detail <see cref="ClientApproverNamed"/>.</summary>
    public const string ApproverRetire = "elevation.approver.retire";

    /// <summary>Elevation is asked for; detail <see cref="ElevationRequest"/>.</summary>
    public const string Request = "elevation.request";

    /// <summary>An operator approves; detail <see cref="GrantApprovalDetail"/>.</summary>
    public const string Approve = "elevation.approve";

    /// <summary>A client's signed approval is recorded; detail <see cref="ClientApprovalDetail"/>.</summary>
    public const string ApproveClient = "elevation.approve.client";

    /// <summary>An operator denies; detail <see cref="GrantNamed"/>.</summary>
    public const string Deny = "elevation.deny";

    /// <summary>The time for approval or activation ran out; detail <see cref="GrantNamed"/>.</summary>
    public const string Expire = "elevation.expire";

    /// <summary>A grant is given back or taken away; detail <see cref="GrantNamed"/>.</summary>
    public const string Revoke = "elevation.revoke";

    /// <summary>Giving: intent <see cref="GrantNamed"/>, outcome <see cref="GrantOutcomeDetail"/>.</summary>
    public const string Activate = "elevation.activate";

    /// <summary>Ending: intent <see cref="GrantNamed"/>, outcome <see cref="GrantOutcomeDetail"/>.</summary>
    public const string End = "elevation.end";

    /// <summary>People were told; detail <see cref="GrantNoticeDetail"/>.</summary>
    public const string Notice = "elevation.notice";

    /// <summary>A break-glass use was reviewed; detail <see cref="GrantReviewDetail"/>.</summary>
    public const string Review = "elevation.review";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(PolicySet, Permission.ManagePolicy, ElevationPolicyRules.Set),
        new(PolicyRemove, Permission.ManagePolicy, ElevationPolicyRules.Remove),
        new(ApproverEnrol, Permission.ManageTenants, ElevationPolicyRules.EnrolApprover),
        new(ApproverRetire, Permission.ManageTenants, ElevationPolicyRules.RetireApprover),
        new(Request, Permission.RequestElevation, RequestRules.Request),
        new(Approve, Permission.ApproveElevation, ApprovalRules.Approve),
        new(ApproveClient, Permission.RequestElevation, ApprovalRules.ApproveClient),
        new(Deny, Permission.ApproveElevation, ApprovalRules.Deny),
        new(Expire, Permission.RequestElevation, GrantRules.Expire),
        new(Revoke, Permission.RequestElevation, GrantRules.Revoke),
        new(Activate, Permission.RequestElevation, GrantRules.Activate),
        new(End, Permission.RequestElevation, GrantRules.End),
        new(Notice, Permission.RequestElevation, GrantRules.Notice),
        new(Review, Permission.ManageApplications, ApprovalRules.Review),
    ];
}
