using System.Text.Json.Serialization;
using MspGov.Core.Register;

namespace MspGov.Core.Reviews;

/// <summary>By which way a decision came.</summary>
public enum DecisionChannel
{
    /// <summary>An operator decided, signed as that operator's ledger entry.</summary>
    Operator,

    /// <summary>A reviewer at the client decided in a review pack bound by a key or a one-time code.</summary>
    Pack,

    /// <summary>A reviewer at the client decided in a table that an operator vouches for with a ticket.</summary>
    Table,

    /// <summary>Nobody decided; the campaign's default was applied.</summary>
    Default,
}

/// <summary>A decision of one stage, as recorded.</summary>
public sealed record StageDecision
{
    /// <summary>Stage, from 0.</summary>
    public int Stage { get; init; }

    /// <summary>Decision.</summary>
    public required ReviewDecisionKind Decision { get; init; }

    /// <summary>Who decided.</summary>
    public required string By { get; init; }

    /// <summary>How it came.</summary>
    public DecisionChannel Channel { get; init; }

    /// <summary>Operator who recorded it.</summary>
    public string? Operator { get; init; }

    /// <summary>When it was recorded, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Reason.</summary>
    public string? Reason { get; init; }

    /// <summary>Ticket.</summary>
    public string? Ticket { get; init; }

    /// <summary>New owner: of the object (reassign) or of the exception.</summary>
    public string? Owner { get; init; }

    /// <summary>End of the exception, UTC.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>How an item ended.</summary>
public enum ReviewResultKind
{
    /// <summary>The access stays, as decided.</summary>
    Kept,

    /// <summary>Read back: no path is left.</summary>
    Removed,

    /// <summary>Read back: what was standing is eligible now.</summary>
    Reduced,

    /// <summary>Read back: the ownership is another's.</summary>
    Reassigned,

    /// <summary>Covered by an exception.</summary>
    Excepted,

    /// <summary>The path had gone before anything was done.</summary>
    Gone,

    /// <summary>The path is gone, but others lead to the same; they are named.</summary>
    OtherPathsRemain,

    /// <summary>It cannot be done from here; the words say what to do.</summary>
    CannotFromHere,

    /// <summary>The tenant refused, or still shows the path after it said yes.</summary>
    Failed,

    /// <summary>The tenant could not be read back: nobody knows yet.</summary>
    Unverified,
}

/// <summary>How an item ended, and what proves it.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Words">In words, with what is left to do.</param>
/// <param name="Changes">Ids of the changes made.</param>
/// <param name="RemainingPaths">Ids of the paths that are left.</param>
public sealed record ReviewResult(ReviewResultKind Kind, string Words, IReadOnlyList<string> Changes, IReadOnlyList<string> RemainingPaths)
{
    /// <summary>Whether nothing is left to be done for the item here.</summary>
    [JsonIgnore]
    public bool IsFinal => Kind is not (ReviewResultKind.Failed or ReviewResultKind.Unverified or ReviewResultKind.CannotFromHere);
}

/// <summary>What was decided about an item and what came of it. Kept apart from the item so that 40,000 decisions do not rewrite 40,000 snapshots.</summary>
public sealed record ReviewDecisionDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "reviewDecision";

    /// <summary>Item.</summary>
    public required string Item { get; init; }

    /// <summary>Campaign id.</summary>
    public required string Review { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Decisions, one a stage, in order of stage.</summary>
    public IReadOnlyList<StageDecision> Stages { get; init; } = [];

    /// <summary>What came of it; null until it was applied.</summary>
    public ReviewResult? Result { get; init; }

    /// <summary>When the result was recorded, UTC.</summary>
    public DateTimeOffset? ResultAt { get; init; }

    /// <inheritdoc/>
    public string Key => Item;

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <summary>The campaign's part in the tenant.</summary>
    public string? State => ReviewDocument.KeyOf(Review, Tenant);

    /// <summary>The decision that counts once every stage has decided; null before.</summary>
    public StageDecision? Final(int stages) => Stages.Count >= stages ? Stages[^1] : null;
}
