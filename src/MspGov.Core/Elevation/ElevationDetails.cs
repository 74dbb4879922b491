namespace MspGov.Core.Elevation;

/// <summary>Names a grant: detail of denial, revocation, expiry and of the intents.</summary>
/// <param name="Grant">Id of the grant.</param>
public sealed record GrantNamed(string Grant);

/// <summary>Detail of an approval. The entry is signed with the approver's own key, and so is this hash.</summary>
/// <param name="Grant">Id of the grant.</param>
/// <param name="RequestHash">Hash of the request that is approved (<see cref="ElevationRequest.Hash"/>).</param>
public sealed record GrantApprovalDetail(string Grant, string RequestHash);

/// <summary>Detail of an approval that a client signed offline.</summary>
/// <param name="Grant">Id of the grant.</param>
/// <param name="RequestHash">Hash of the request that is approved.</param>
/// <param name="Approver">Name of the client approver.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over the UTF-8 bytes of <see cref="ElevationRequest.ToText"/>, DER, base64.</param>
public sealed record ClientApprovalDetail(string Grant, string RequestHash, string Approver, string Signature);

/// <summary>Detail of the outcome of giving or ending.</summary>
public sealed record GrantOutcomeDetail
{
    /// <summary>Id of the grant.</summary>
    public required string Grant { get; init; }

    /// <summary>What reading back showed, in words.</summary>
    public required string Evidence { get; init; }

    /// <summary>The change of the tenant that it rests on: proven, where the grant is active.</summary>
    public string? Change { get; init; }

    /// <summary>From when the tenant shows it, UTC.</summary>
    public DateTimeOffset? ActiveFrom { get; init; }

    /// <summary>When it ends, UTC.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Paths to the same role that remain by other ways, in words.</summary>
    public IReadOnlyList<string> RemainingPaths { get; init; } = [];
}

/// <summary>Detail of having told people.</summary>
/// <param name="Grant">Id of the grant.</param>
/// <param name="Operators">Operators who were named in the notice.</param>
/// <param name="Delivered">Channels that took it.</param>
/// <param name="Failed">Channels that did not, with why.</param>
public sealed record GrantNoticeDetail(string Grant, IReadOnlyList<string> Operators, IReadOnlyList<string> Delivered, IReadOnlyList<string> Failed);

/// <summary>Detail of the review of a break-glass use.</summary>
/// <param name="Grant">Id of the grant.</param>
/// <param name="Justified">Whether the use was justified.</param>
/// <param name="Findings">What was found.</param>
public sealed record GrantReviewDetail(string Grant, bool Justified, string Findings);

/// <summary>Names an elevation policy.</summary>
/// <param name="Policy">Its key.</param>
public sealed record ElevationPolicyNamed(string Policy);
