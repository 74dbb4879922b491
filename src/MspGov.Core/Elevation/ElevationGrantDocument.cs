using MspGov.Core.Register;

namespace MspGov.Core.Elevation;

/// <summary>An approval as it stands.</summary>
/// <param name="Approver">Operator id, or name of the client approver.</param>
/// <param name="Actor">The person behind it.</param>
/// <param name="Client">True when an approver at the client signed.</param>
/// <param name="At">When, UTC.</param>
/// <param name="EntryId">The entry that carries the signature.</param>
public sealed record GrantApproval(string Approver, string Actor, bool Client, DateTimeOffset At, Guid EntryId);

/// <summary>The review of a break-glass use.</summary>
/// <param name="Reviewer">Operator id.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Justified">Whether the use was justified.</param>
/// <param name="Findings">What was found.</param>
public sealed record GrantReview(string Reviewer, DateTimeOffset At, bool Justified, string Findings);

/// <summary>One elevation, folded from its entries; its life is <see cref="GrantStates"/>.</summary>
public sealed record ElevationGrantDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "elevationGrant";

    /// <summary>What was asked for.</summary>
    public required ElevationRequest Request { get; init; }

    /// <summary>Hash of the request, which approvals name.</summary>
    public required string RequestHash { get; init; }

    /// <summary>Where it stands.</summary>
    public required GrantState GrantState { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>Key of the policy that decided at the request.</summary>
    public required string Policy { get; init; }

    /// <summary>Whose approval it needs, by that policy.</summary>
    public ElevationApproval Approval { get; init; }

    /// <summary>Until when it must be approved and activated, UTC.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Approvals, in order.</summary>
    public IReadOnlyList<GrantApproval> Approvals { get; init; } = [];

    /// <summary>Operator who denied it.</summary>
    public string? DeniedBy { get; init; }

    /// <summary>When giving it began, UTC.</summary>
    public DateTimeOffset? ActivationAt { get; init; }

    /// <summary>From when the tenant shows it, UTC.</summary>
    public DateTimeOffset? ActiveFrom { get; init; }

    /// <summary>When it ends, UTC: by the tenant itself where the path does that, by the sweep otherwise.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>When it was revoked, UTC.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Operator who revoked it.</summary>
    public string? RevokedBy { get; init; }

    /// <summary>When it was proven to be over, UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether it is in doubt that it ended, rather than that it began.</summary>
    public bool EndInDoubt { get; init; }

    /// <summary>How often ending was tried.</summary>
    public int EndAttempts { get; init; }

    /// <summary>What reading back showed last, in words.</summary>
    public string? Evidence { get; init; }

    /// <summary>Paths to the same role that remain by other ways, in words.</summary>
    public IReadOnlyList<string> RemainingPaths { get; init; } = [];

    /// <summary>Until when a break-glass use must be reviewed, UTC.</summary>
    public DateTimeOffset? ReviewDueAt { get; init; }

    /// <summary>The review of the break-glass use.</summary>
    public GrantReview? Review { get; init; }

    /// <summary>Operators who were told of the break-glass use.</summary>
    public IReadOnlyList<string> Told { get; init; } = [];

    /// <inheritdoc/>
    public string Key => Request.Grant;

    /// <inheritdoc/>
    public string? TenantId => Request.Tenant;

    /// <summary>The state, in camelCase.</summary>
    public string? State => StateOf(GrantState);

    /// <summary>How many approvals it needs.</summary>
    public int ApprovalsNeeded => Approval switch
    {
        ElevationApproval.None => 0,
        ElevationApproval.Two => 2,
        _ => 1,
    };

    /// <summary>Whether it is past its end, or was revoked, and may still be held.</summary>
    public bool IsDue(DateTimeOffset at) =>
        GrantState == GrantState.Ending
        || (GrantState is GrantState.Active or GrantState.InDoubt && (RevokedAt is not null || EndsAt <= at || EndInDoubt));

    /// <summary>Whether a break-glass use waits for its review.</summary>
    public bool AwaitsReview => Request.BreakGlass && Review is null && ActivationAt is not null;

    /// <summary>How a state is written in the register.</summary>
    public static string StateOf(GrantState state)
    {
        string name = state.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
