using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Register;

namespace MspGov.Core.Changes;

/// <summary>
/// One change of a tenant, folded from its intent and outcome entries (rule 2 of the design). A change is data: its kind and
/// its JSON arguments are in the intent's detail, so that any later process can settle it by reading the tenant.
/// </summary>
public sealed record ChangeDocument : IRegisterDocument
{
    /// <summary>State of a change that is proven one way or the other.</summary>
    public const string Settled = "settled";

    /// <summary>State of a change whose intent is recorded and that nobody has proven yet.</summary>
    public const string InDoubt = "inDoubt";

    /// <inheritdoc/>
    public static string Kind => "change";

    /// <summary>Id of the change (UUID); the intent's subject carries the object changed.</summary>
    public required string Id { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Action name of its entries.</summary>
    public required string Action { get; init; }

    /// <summary>Kind of change: which code can apply, verify and undo it.</summary>
    public required string ChangeKind { get; init; }

    /// <summary>Arguments of that kind, as JSON text.</summary>
    public required string Arguments { get; init; }

    /// <summary>What was there before, as JSON text: the undo receipt.</summary>
    public string? Before { get; init; }

    /// <summary>The operator who recorded the intent.</summary>
    public string? Operator { get; init; }

    /// <summary>The change that this one undoes.</summary>
    public string? Undoes { get; init; }

    /// <summary>Correlation id.</summary>
    public Guid Correlation { get; init; }

    /// <summary>Subject of the change.</summary>
    public EntrySubject? Subject { get; init; }

    /// <summary>When the intent was recorded, UTC.</summary>
    public DateTimeOffset IntentAt { get; init; }

    /// <summary>Null while in doubt.</summary>
    public EntryOutcome? Outcome { get; init; }

    /// <summary>What reading back showed, in words.</summary>
    public string? Evidence { get; init; }

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <summary><c>inDoubt</c> until an outcome succeeded or failed; then <c>settled</c>.</summary>
    public string? State => Outcome is EntryOutcome.Succeeded or EntryOutcome.Failed ? Settled : InDoubt;
}

/// <summary>Detail of an intent entry.</summary>
/// <param name="Change">Id of the change.</param>
/// <param name="Kind">Kind of change.</param>
/// <param name="Arguments">Arguments as JSON text.</param>
/// <param name="Before">State before as JSON text, for undo.</param>
/// <param name="Undoes">The change that this one undoes.</param>
public sealed record ChangeIntentDetail(string Change, string Kind, string Arguments, string? Before = null, string? Undoes = null);

/// <summary>Detail of an outcome entry.</summary>
/// <param name="Change">Id of the change.</param>
/// <param name="Evidence">What reading back showed, in words.</param>
/// <param name="RequestId">Graph's request-id of the write, where there was one.</param>
public sealed record ChangeOutcomeDetail(string Change, string Evidence, string? RequestId = null);
