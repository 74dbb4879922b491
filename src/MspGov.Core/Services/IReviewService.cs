using MspGov.Core.Reviews;

namespace MspGov.Core.Services;

/// <summary>Access reviews.</summary>
public interface IReviewService
{
    /// <summary>Opens a campaign in tenants side by side: reads access, snapshots the items, records. A tenant that has it already is passed over, so that a stopped opening is resumed by asking again.</summary>
    Task OpenAsync(OpenReviewRequest request, IOutput<ReviewProgress> output, CancellationToken cancellationToken);

    /// <summary>Campaigns, one object a tenant.</summary>
    IReadOnlyList<ReviewProgress> Get(IReadOnlyList<string> tenantIds, string? review = null);

    /// <summary>Campaigns as they stand in the register, one a tenant, without looking at their items.</summary>
    IReadOnlyList<ReviewDocument> List();

    /// <summary>Items of campaigns.</summary>
    IEnumerable<ReviewItem> Items(string review, IReadOnlyList<string> tenantIds);

    /// <summary>Records decisions. Each that is refused is an error of its own; the others are recorded, and given out when <paramref name="show"/> says so.</summary>
    Task DecideAsync(IReadOnlyList<DecideReviewItem> decisions, IOutput<ReviewItem> output, CancellationToken cancellationToken, bool show = true);

    /// <summary>Runs or resumes a campaign: refreshes what changed, applies the default when due, cuts edges, reads back, records results, completes. Opens the next of a series when its time has come.</summary>
    Task InvokeAsync(InvokeReviewRequest request, IOutput<ReviewOutcome> output, CancellationToken cancellationToken);

    /// <summary>Stops a campaign in tenants.</summary>
    IReadOnlyList<ReviewProgress> Stop(string review, IReadOnlyList<string> tenantIds, string? ticket, string? reason);

    /// <summary>Writes a review pack (HTML) or a table (CSV) for a reviewer of one tenant.</summary>
    ReviewPack Export(ExportReviewRequest request);

    /// <summary>Takes decisions in from the file that a pack saved, or from a table.</summary>
    Task ImportAsync(ImportReviewRequest request, IOutput<ReviewItem> output, CancellationToken cancellationToken);

    /// <summary>Reads the tenants' own access reviews (Entra ID Governance) and records what was read.</summary>
    Task ReadNativeAsync(IReadOnlyList<string> tenantIds, IOutput<NativeReview> output, CancellationToken cancellationToken);
}

/// <summary>What campaign to open.</summary>
public sealed record OpenReviewRequest
{
    /// <summary>Campaign id to resume the opening of; null for a new one.</summary>
    public string? Review { get; init; }

    /// <summary>Tenants.</summary>
    public required IReadOnlyList<string> TenantIds { get; init; }

    /// <summary>Terms.</summary>
    public required ReviewSettings Settings { get; init; }

    /// <summary>Due date, UTC; null for the terms' duration from now.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }
}

/// <summary>How far a campaign is in one tenant.</summary>
public sealed record ReviewProgress
{
    /// <summary>Campaign id.</summary>
    public required string ReviewId { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Where it stands.</summary>
    public required ReviewStatus Status { get; init; }

    /// <summary>When decisions are due, UTC.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>True when it is past due and not all is decided.</summary>
    public required bool Overdue { get; init; }

    /// <summary>Items.</summary>
    public required int Items { get; init; }

    /// <summary>Items that every stage decided.</summary>
    public required int Decided { get; init; }

    /// <summary>Items that are closed.</summary>
    public required int Closed { get; init; }

    /// <summary>Closed or tried items by what came of them.</summary>
    public required IReadOnlyDictionary<ReviewResultKind, int> Results { get; init; }

    /// <summary>Who has yet to decide, and how many items.</summary>
    public required IReadOnlyDictionary<string, int> Pending { get; init; }

    /// <summary>How much of the tenant could be read for the snapshot.</summary>
    public required Access.Completeness Completeness { get; init; }

    /// <summary>How often it comes.</summary>
    public required ReviewCadence Cadence { get; init; }

    /// <summary>When the next of the series is to be opened, UTC.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>When it was opened, UTC.</summary>
    public required DateTimeOffset Opened { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? Ended { get; init; }
}

/// <summary>An item with what was decided about it.</summary>
public sealed record ReviewItem
{
    /// <summary>The item.</summary>
    public required ReviewItemDocument Document { get; init; }

    /// <summary>What was decided; null when nobody did.</summary>
    public ReviewDecisionDocument? Decided { get; init; }

    /// <summary>Whether every stage has decided.</summary>
    public bool IsDecided { get; init; }

    /// <summary>Item id.</summary>
    public string ItemId => Document.Id;

    /// <summary>Campaign id.</summary>
    public string ReviewId => Document.Review;

    /// <summary>Tenant id.</summary>
    public string TenantId => Document.Tenant;

    /// <summary>Tenant's short name.</summary>
    public string Tenant => Document.Path.Tenant;

    /// <summary>Principal's name, or its id.</summary>
    public string Principal => Document.Path.PrincipalName ?? Document.Path.PrincipalId;

    /// <summary>What the principal is.</summary>
    public Access.PrincipalType PrincipalType => Document.Path.PrincipalType;

    /// <summary>Role or permission.</summary>
    public string Role => Document.Path.Role;

    /// <summary>How it is held.</summary>
    public Access.AssignmentKind Assignment => Document.Path.Assignment;

    /// <summary>Whether it stands at all times.</summary>
    public bool Standing => Document.Path.Standing;

    /// <summary>Whether it is privileged.</summary>
    public bool Privileged => Document.Path.Privileged;

    /// <summary>How it compares with the expected scope.</summary>
    public JobRoles.ScopeVerdictKind Expected => Document.Scope.Kind;

    /// <summary>Recommended decision.</summary>
    public ReviewDecisionKind Recommendation => Document.Recommendation.Decision;

    /// <summary>Why.</summary>
    public string Why => Document.Recommendation.Words;

    /// <summary>The last decision; null when nobody decided.</summary>
    public ReviewDecisionKind? Decision => Last?.Decision;

    /// <summary>Who decided last.</summary>
    public string? DecidedBy => Last?.By;

    /// <summary>What came of it.</summary>
    public ReviewResultKind? Result => Decided?.Result?.Kind;

    /// <summary>What came of it, in words.</summary>
    public string? ResultWords => Decided?.Result?.Words;

    /// <summary>What a decision is about: send it back to be sure that nothing changed meanwhile.</summary>
    public string Fingerprint => Document.Fingerprint;

    private StageDecision? Last => Decided is { Stages: { Count: > 0 } stages } ? stages[^1] : null;
}

/// <summary>A decision about one item.</summary>
public sealed record DecideReviewItem
{
    /// <summary>Campaign id; null when the item's own is to be found.</summary>
    public string? Review { get; init; }

    /// <summary>The decision; an empty fingerprint stands for the item as it is now.</summary>
    public required ReviewDecisionInput Input { get; init; }

    /// <summary>Who decided; the connected operator when null.</summary>
    public string? By { get; init; }

    /// <summary>How it came.</summary>
    public DecisionChannel Channel { get; init; }

    /// <summary>Ticket by which it came.</summary>
    public string? Ticket { get; init; }
}

/// <summary>How to run a campaign.</summary>
public sealed record InvokeReviewRequest
{
    /// <summary>Campaign id.</summary>
    public required string Review { get; init; }

    /// <summary>Tenants; all of the campaign when empty.</summary>
    public IReadOnlyList<string> TenantIds { get; init; } = [];

    /// <summary>Only plans.</summary>
    public bool DryRun { get; init; }

    /// <summary>Tenants at once.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>Starts no further change after so many failures; null never stops.</summary>
    public int? StopAfterFailures { get; init; }
}

/// <summary>What came, or in a plan what would come, of an item.</summary>
public sealed record ReviewOutcome
{
    /// <summary>Campaign id.</summary>
    public required string ReviewId { get; init; }

    /// <summary>Tenant id.</summary>
    public required string TenantId { get; init; }

    /// <summary>Tenant's short name.</summary>
    public required string Tenant { get; init; }

    /// <summary>Item id; null for what concerns the whole campaign in the tenant.</summary>
    public string? ItemId { get; init; }

    /// <summary>Principal.</summary>
    public string? Principal { get; init; }

    /// <summary>Role or permission.</summary>
    public string? Role { get; init; }

    /// <summary>Decision.</summary>
    public ReviewDecisionKind? Decision { get; init; }

    /// <summary>Planned, Undecided, Changed, Completed, Escalated, or the name of a <see cref="ReviewResultKind"/>.</summary>
    public required string Status { get; init; }

    /// <summary>In words: what was cut and what reading back showed, or what somebody must do.</summary>
    public required string Words { get; init; }

    /// <summary>Ids of the changes, each an undo receipt.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Ids of paths that are left.</summary>
    public IReadOnlyList<string> RemainingPaths { get; init; } = [];
}

/// <summary>What pack to write.</summary>
public sealed record ExportReviewRequest
{
    /// <summary>Campaign id.</summary>
    public required string Review { get; init; }

    /// <summary>Tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>The reviewer it is for.</summary>
    public required string Reviewer { get; init; }

    /// <summary>Full path: <c>.csv</c> for a table, else HTML.</summary>
    public required string Path { get; init; }

    /// <summary>Overwrites a file.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Public key (PEM) that the reviewer enrols with this pack.</summary>
    public string? PublicKeyPem { get; init; }

    /// <summary>Delimiter of a table.</summary>
    public char Delimiter { get; init; } = ',';
}

/// <summary>A pack that was written.</summary>
/// <param name="PackId">Pack id; null for a table.</param>
/// <param name="ReviewId">Campaign id.</param>
/// <param name="TenantId">Tenant id.</param>
/// <param name="Tenant">Tenant's short name.</param>
/// <param name="Reviewer">Reviewer.</param>
/// <param name="Path">Full path.</param>
/// <param name="Items">Number of items.</param>
/// <param name="FileHash">SHA-256 of the file, hex: hand it over with the code.</param>
/// <param name="Binding">How decisions are bound; null for a table.</param>
/// <param name="Code">One-time code to hand over by another way; shown this once. Null when a key binds.</param>
public sealed record ReviewPack(
    string? PackId, string ReviewId, string TenantId, string Tenant, string Reviewer, string Path, int Items, string FileHash, PackBinding? Binding, string? Code);

/// <summary>What to take in.</summary>
public sealed record ImportReviewRequest
{
    /// <summary>Full path: a decision file, or a table (<c>.csv</c>).</summary>
    public required string Path { get; init; }

    /// <summary>Detached signature of the body in DER (as OpenSSL makes it), where the decision file carries none.</summary>
    public string? SignaturePath { get; init; }

    /// <summary>Who decided, for a table; the connected operator when null.</summary>
    public string? By { get; init; }

    /// <summary>Ticket by which it came.</summary>
    public string? Ticket { get; init; }

    /// <summary>Gives the decided items out.</summary>
    public bool Show { get; init; } = true;
}

/// <summary>One of a tenant's own access reviews.</summary>
/// <param name="TenantId">Tenant id.</param>
/// <param name="Tenant">Tenant's short name.</param>
/// <param name="Record">What was read and recorded.</param>
public sealed record NativeReview(string TenantId, string Tenant, NativeReviewRecord Record);
