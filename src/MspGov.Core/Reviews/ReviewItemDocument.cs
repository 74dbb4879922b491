using MspGov.Core.Access;
using MspGov.Core.JobRoles;
using MspGov.Core.Register;

namespace MspGov.Core.Reviews;

/// <summary>A decision about an item.</summary>
public enum ReviewDecisionKind
{
    /// <summary>The access stays.</summary>
    Approve,

    /// <summary>The access is removed.</summary>
    Revoke,

    /// <summary>A standing role becomes eligible: it must be activated when it is needed.</summary>
    ReduceToEligible,

    /// <summary>The ownership goes to another person.</summary>
    ReassignOwner,

    /// <summary>The access stays as an exception with owner, ticket and end.</summary>
    Exception,
}

/// <summary>What the product recommends, and why.</summary>
/// <param name="Decision">Recommended decision.</param>
/// <param name="Words">Why.</param>
public sealed record ReviewRecommendation(ReviewDecisionKind Decision, string Words);

/// <summary>A decision of an earlier campaign about the same path.</summary>
/// <param name="Review">Campaign id.</param>
/// <param name="Decision">Decision.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When, UTC.</param>
public sealed record EarlierDecision(string Review, ReviewDecisionKind Decision, string By, DateTimeOffset At);

/// <summary>One access path put before a reviewer, with the evidence as it was when the snapshot was taken.</summary>
public sealed record ReviewItemDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "reviewItem";

    /// <summary>Id, unique among all campaigns.</summary>
    public required string Id { get; init; }

    /// <summary>Campaign id.</summary>
    public required string Review { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The path.</summary>
    public required AccessPath Path { get; init; }

    /// <summary>Names of the groups and objects on the way, in the order of <see cref="AccessPath.Via"/> without the principal.</summary>
    public IReadOnlyList<string> ViaNames { get; init; } = [];

    /// <summary>The principal's manager, where the tenant names one.</summary>
    public string? Manager { get; init; }

    /// <summary>Whether the principal is an emergency account.</summary>
    public bool BreakGlass { get; init; }

    /// <summary>How it compares with the expected scope.</summary>
    public required ScopeVerdict Scope { get; init; }

    /// <summary>Recommendation.</summary>
    public required ReviewRecommendation Recommendation { get; init; }

    /// <summary>Decisions of earlier campaigns, newest first.</summary>
    public IReadOnlyList<EarlierDecision> Earlier { get; init; } = [];

    /// <summary>Hash of all that a reviewer is shown; a decision names it, so that nobody decides on what has changed.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How often it was put before the reviewer again because the access had changed.</summary>
    public int Revision { get; init; }

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <summary>The campaign's part in the tenant, so that its items are one query however many tenants the campaign has.</summary>
    public string? State => ReviewDocument.KeyOf(Review, Tenant);
}
