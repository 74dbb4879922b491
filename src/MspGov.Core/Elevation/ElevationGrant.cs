using MspGov.Core.Tenants;

namespace MspGov.Core.Elevation;

/// <summary>A grant as cmdlets show it.</summary>
public sealed record ElevationGrant
{
    /// <summary>Id of the grant; also the correlation of everything that was recorded about it.</summary>
    public required string GrantId { get; init; }

    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Object id of the user who is elevated.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>Name of that user.</summary>
    public string? Principal { get; init; }

    /// <summary>Name of the role or group.</summary>
    public required string Role { get; init; }

    /// <summary>Role template id, or group id.</summary>
    public required string RoleId { get; init; }

    /// <summary>Directory scope.</summary>
    public required string Scope { get; init; }

    /// <summary>How it is given.</summary>
    public required ElevationPath Path { get; init; }

    /// <summary>True when only the sweep ends it, not the tenant itself.</summary>
    public bool EndedBySweepOnly => !Path.EndsNatively();

    /// <summary>Where it stands.</summary>
    public required GrantState State { get; init; }

    /// <summary>Operator who asked.</summary>
    public required string Requester { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Wanted start, UTC; null for at once.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>How long.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Until when it must be approved and activated, UTC.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>From when the tenant shows it, UTC.</summary>
    public DateTimeOffset? ActiveFrom { get; init; }

    /// <summary>When it ends, UTC.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When it was proven to be over, UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>Whose approval it needs.</summary>
    public ElevationApproval Approval { get; init; }

    /// <summary>Who approved, in order.</summary>
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];

    /// <summary>How many approvals are still wanted.</summary>
    public int ApprovalsMissing { get; init; }

    /// <summary>Hash of the request: what approvers sign.</summary>
    public required string RequestHash { get; init; }

    /// <summary>Key of the policy that decided.</summary>
    public required string Policy { get; init; }

    /// <summary>A break-glass use.</summary>
    public bool BreakGlass { get; init; }

    /// <summary>A drill of one.</summary>
    public bool Drill { get; init; }

    /// <summary>Until when the break-glass use must be reviewed, UTC.</summary>
    public DateTimeOffset? ReviewDueAt { get; init; }

    /// <summary>Operator who reviewed it.</summary>
    public string? ReviewedBy { get; init; }

    /// <summary>True when a break-glass use waits for review longer than the policy allows.</summary>
    public bool ReviewOverdue { get; init; }

    /// <summary>What reading back showed last, in words.</summary>
    public string? Evidence { get; init; }

    /// <summary>Paths to the same role that remain by other ways.</summary>
    public IReadOnlyList<string> RemainingPaths { get; init; } = [];

    /// <summary>Makes it of the register's row.</summary>
    public static ElevationGrant Of(ElevationGrantDocument grant, TenantDocument? tenant, DateTimeOffset at) => new()
    {
        GrantId = grant.Request.Grant,
        TenantId = grant.Request.Tenant,
        Tenant = tenant?.Name ?? grant.Request.Tenant,
        PrincipalId = grant.Request.PrincipalId,
        Principal = grant.Request.PrincipalName,
        Role = grant.Request.Target.Name,
        RoleId = grant.Request.Target.Id,
        Scope = grant.Request.Target.Scope,
        Path = grant.Request.Path,
        State = grant.GrantState,
        Requester = grant.Request.Requester,
        RequestedAt = grant.RequestedAt,
        Start = grant.Request.Start,
        Duration = grant.Request.Duration,
        ExpiresAt = grant.ExpiresAt,
        ActiveFrom = grant.ActiveFrom,
        EndsAt = grant.EndsAt,
        EndedAt = grant.EndedAt,
        Reason = grant.Request.Reason,
        Ticket = grant.Request.Ticket,
        Approval = grant.Approval,
        ApprovedBy = [.. grant.Approvals.Select(approval => approval.Approver)],
        ApprovalsMissing = grant.GrantState == GrantState.Requested ? grant.ApprovalsNeeded - grant.Approvals.Count : 0,
        RequestHash = grant.RequestHash,
        Policy = grant.Policy,
        BreakGlass = grant.Request.BreakGlass,
        Drill = grant.Request.Drill,
        ReviewDueAt = grant.ReviewDueAt,
        ReviewedBy = grant.Review?.Reviewer,
        ReviewOverdue = grant.AwaitsReview && grant.ReviewDueAt < at,
        Evidence = grant.Evidence,
        RemainingPaths = grant.RemainingPaths,
    };
}
