using MspGov.Core.Elevation;

namespace MspGov.Core.Services;

/// <summary>Just-in-time elevation.</summary>
public interface IElevationService
{
    /// <summary>
    /// Asks for elevation, and gives it at once where the policy wants no approval. An equal request of the same operator that is open is
    /// carried on instead of asking twice.
    /// </summary>
    /// <exception cref="Errors.GovException">What the policy refuses; ElevationActivationFailed and ElevationInDoubt when the tenant does not show it.</exception>
    Task<ElevationGrant> RequestAsync(ElevationAsk ask, CancellationToken cancellationToken);

    /// <summary>Grants that fit.</summary>
    IReadOnlyList<ElevationGrant> Get(ElevationGrantQuery query);

    /// <summary>Approves a request and, when that was the last approval, gives it.</summary>
    /// <param name="grantId">The grant.</param>
    /// <param name="requestHash">The hash that the approver has seen; null for the one in the register.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ElevationGrant> ApproveAsync(string grantId, string? requestHash, string? reason, CancellationToken cancellationToken);

    /// <summary>Denies a request.</summary>
    Task<ElevationGrant> DenyAsync(string grantId, string reason, CancellationToken cancellationToken);

    /// <summary>Gives back or takes away a grant: ends it now, or withdraws what was not given yet.</summary>
    Task<ElevationGrant> RevokeAsync(string grantId, string? reason, CancellationToken cancellationToken);

    /// <summary>Ends what is past its end, begins what is scheduled, settles what is in doubt, expires what nobody approved. Safe with several at once.</summary>
    Task<ElevationSweepSummary> SweepAsync(ElevationSweepOptions options, IOutput<ElevationSweepItem> output, CancellationToken cancellationToken);

    /// <summary>Reviews a break-glass use.</summary>
    Task<ElevationGrant> ReviewAsync(string grantId, bool justified, string findings, CancellationToken cancellationToken);

    /// <summary>Writes a request to a file that a client approver can read, sign and send back.</summary>
    string ExportRequest(string grantId, string path, bool overwrite);

    /// <summary>Records a client's signed approval and, when the signature holds, gives the grant.</summary>
    Task<ElevationGrant> ImportApprovalAsync(string path, CancellationToken cancellationToken);

    /// <summary>Policies: those that were set, and the built-in ones that still hold.</summary>
    IReadOnlyList<ElevationPolicyDocument> GetPolicies();

    /// <summary>Sets a policy.</summary>
    ElevationPolicyDocument SetPolicy(ElevationPolicyDocument policy, string? ticket, string? reason);

    /// <summary>Removes a policy that was set, so that the less telling one holds again.</summary>
    void RemovePolicy(string key, string? ticket, string? reason);

    /// <summary>Client approvers of a tenant.</summary>
    IReadOnlyList<ClientApproverDocument> GetApprovers(string tenantId);

    /// <summary>Enrols a client approver's public key, from a PEM or DER file.</summary>
    ClientApproverDocument EnrolApprover(string tenantId, string name, string keyPath, string? ticket, string? reason);

    /// <summary>Retires a client approver.</summary>
    void RetireApprover(string tenantId, string name, string? ticket, string? reason);
}

/// <summary>What <c>New-ElevationGrant</c> asks for.</summary>
public sealed record ElevationAsk
{
    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>User id or sign-in name; null for the operator's own account in the tenant.</summary>
    public string? Principal { get; init; }

    /// <summary>Role by name or template id; null with a group.</summary>
    public string? Role { get; init; }

    /// <summary>Directory scope of the role.</summary>
    public string Scope { get; init; } = "/";

    /// <summary>Group by name or id, whose membership carries roles.</summary>
    public string? Group { get; init; }

    /// <summary>The group is a partner security group in the MSP's own tenant (GDAP).</summary>
    public bool Partner { get; init; }

    /// <summary>How long; null for the policy's default.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>When it begins, UTC; null for at once.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>An emergency.</summary>
    public bool BreakGlass { get; init; }

    /// <summary>A drill of one.</summary>
    public bool Drill { get; init; }

    /// <summary>Called with each notice, beside the policy's webhook; null for none.</summary>
    public Action<ElevationNoticeMessage>? OnNotice { get; init; }
}

/// <summary>What people are told of a grant.</summary>
/// <param name="Event">requested, approved, denied, active, ended, failed, inDoubt, breakGlass, reviewed.</param>
/// <param name="Grant">The grant.</param>
/// <param name="Operators">Operators who are to be told in person.</param>
/// <param name="At">When, UTC.</param>
public sealed record ElevationNoticeMessage(string Event, ElevationGrant Grant, IReadOnlyList<string> Operators, DateTimeOffset At);

/// <summary>Which grants to show.</summary>
public sealed record ElevationGrantQuery
{
    /// <summary>Tenant ids; null for all that one may read.</summary>
    public IReadOnlyList<string>? TenantIds { get; init; }

    /// <summary>One grant.</summary>
    public string? GrantId { get; init; }

    /// <summary>In these states; empty for all.</summary>
    public IReadOnlyList<GrantState> States { get; init; } = [];

    /// <summary>Only open ones.</summary>
    public bool Open { get; init; }

    /// <summary>Only break-glass uses that wait for review.</summary>
    public bool AwaitingReview { get; init; }

    /// <summary>Only what this operator asked for.</summary>
    public string? Requester { get; init; }

    /// <summary>As it stood at a time, UTC.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>How to sweep.</summary>
public sealed record ElevationSweepOptions
{
    /// <summary>Tenant ids; null for all.</summary>
    public IReadOnlyList<string>? TenantIds { get; init; }

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Only shows what is due.</summary>
    public bool Plan { get; init; }
}
