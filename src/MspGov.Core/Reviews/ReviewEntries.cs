using MspGov.Core.Access;

namespace MspGov.Core.Reviews;

/// <summary>Detail of entries that carry items: a page of the snapshot, or items that changed since.</summary>
/// <param name="Review">Campaign id.</param>
/// <param name="Items">Items.</param>
public sealed record ReviewItemPage(string Review, IReadOnlyList<ReviewItemDocument> Items);

/// <summary>One decision as a reviewer made it.</summary>
public sealed record ReviewDecisionInput
{
    /// <summary>Item id.</summary>
    public required string Item { get; init; }

    /// <summary>Fingerprint of the item as the reviewer saw it.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Decision.</summary>
    public required ReviewDecisionKind Decision { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }

    /// <summary>New owner: of the object (reassign) or of the exception.</summary>
    public string? Owner { get; init; }

    /// <summary>End of the exception, UTC.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }
}

/// <summary>Detail of a decision entry: decisions of one person in one tenant's part of a campaign.</summary>
/// <param name="Review">Campaign id.</param>
/// <param name="By">Who decided.</param>
/// <param name="Channel">How they came.</param>
/// <param name="Decisions">Decisions; no item twice.</param>
/// <param name="Pack">The pack they came in, for <see cref="DecisionChannel.Pack"/>.</param>
public sealed record ReviewDecisionBatch(
    string Review, string By, DecisionChannel Channel, IReadOnlyList<ReviewDecisionInput> Decisions, string? Pack = null);

/// <summary>Undecided items go to the risk owner until a later date.</summary>
/// <param name="Review">Campaign id.</param>
/// <param name="Until">Until when, UTC.</param>
public sealed record ReviewEscalation(string Review, DateTimeOffset Until);

/// <summary>Another operator decides in somebody's place.</summary>
/// <param name="Review">Campaign id.</param>
/// <param name="From">Operator who is named as reviewer.</param>
/// <param name="To">Operator who takes over.</param>
public sealed record ReviewReassignment(string Review, string From, string To);

/// <summary>The result of one item.</summary>
/// <param name="Item">Item id.</param>
/// <param name="Result">Result.</param>
public sealed record ItemResult(string Item, ReviewResult Result);

/// <summary>Detail of a result entry.</summary>
/// <param name="Review">Campaign id.</param>
/// <param name="Results">Results.</param>
public sealed record ReviewResultPage(string Review, IReadOnlyList<ItemResult> Results);

/// <summary>Names a campaign.</summary>
/// <param name="Review">Campaign id.</param>
public sealed record ReviewReference(string Review);

/// <summary>Detail of an entry that tells of a native access review (Entra ID Governance) as it was read.</summary>
/// <param name="Definition">Its id in the tenant.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Instance">Id of the instance.</param>
/// <param name="Status">Status in the tenant's own word.</param>
/// <param name="Start">Start, UTC.</param>
/// <param name="End">End, UTC.</param>
/// <param name="Decisions">Number of decisions by the tenant's own word (Approve, Deny, NotReviewed, DontKnow).</param>
/// <param name="NotApplied">Denials that the tenant did not report as applied successfully.</param>
/// <param name="Digest">SHA-256 over the decisions as read, hex.</param>
/// <param name="Completeness">How much could be read.</param>
public sealed record NativeReviewRecord(
    string Definition,
    string Name,
    string? Instance,
    string Status,
    DateTimeOffset? Start,
    DateTimeOffset? End,
    IReadOnlyDictionary<string, int> Decisions,
    int NotApplied,
    string Digest,
    Completeness Completeness);
