using MspGov.Core.Access;
using MspGov.Core.Register;

namespace MspGov.Core.Exceptions;

/// <summary>Where an exception stands at one moment.</summary>
public enum ExceptionStatus
{
    /// <summary>Asked for, not approved: counts for nothing.</summary>
    Proposed,

    /// <summary>In force.</summary>
    Active,

    /// <summary>In force, and ends within the warning time.</summary>
    Expiring,

    /// <summary>Past its end: counts for nothing.</summary>
    Expired,

    /// <summary>Closed before its end: counts for nothing.</summary>
    Closed,
}

/// <summary>Somebody accepted, for a time and for a reason, that a tenant deviates from what is expected.</summary>
public sealed record AccessExceptionDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "exception";

    /// <summary>Id, for example <c>EX-3f9a2c71b0</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>What it covers.</summary>
    public required AccessPattern Pattern { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>Who approves it: an operator, or an approver at the client. Never the owner.</summary>
    public required string Approver { get; init; }

    /// <summary>Ticket.</summary>
    public required string Ticket { get; init; }

    /// <summary>Reason.</summary>
    public required string Reason { get; init; }

    /// <summary>When it ends, UTC.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Operator who recorded it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>When it was approved, UTC.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>Operator who recorded the approval.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>When it was closed, UTC.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The last end for which somebody was warned, UTC; a prolonged exception warns anew.</summary>
    public DateTimeOffset? WarnedFor { get; init; }

    /// <summary>The last end whose passing was recorded, UTC.</summary>
    public DateTimeOffset? ExpiryNotedFor { get; init; }

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <summary>Folded state; expiry is a matter of the moment asked about, see <see cref="StatusAt"/>.</summary>
    public string? State => ClosedAt is not null ? "closed" : ApprovedAt is null ? "proposed" : "approved";

    /// <summary>Status at a moment.</summary>
    public ExceptionStatus StatusAt(DateTimeOffset at, TimeSpan? warning = null) =>
        ClosedAt <= at ? ExceptionStatus.Closed
        : at >= Expires ? ExceptionStatus.Expired
        : ApprovedAt is null || ApprovedAt > at ? ExceptionStatus.Proposed
        : at >= Expires - (warning ?? ExceptionPolicy.Warning) ? ExceptionStatus.Expiring
        : ExceptionStatus.Active;

    /// <summary>Whether it counts at a moment.</summary>
    public bool InForceAt(DateTimeOffset at) => StatusAt(at) is ExceptionStatus.Active or ExceptionStatus.Expiring;

    /// <summary>Whether it is in force and covers a path of its tenant.</summary>
    public bool Covers(AccessPath path, DateTimeOffset at) => path.TenantId == Tenant && InForceAt(at) && Pattern.Fits(path);
}
