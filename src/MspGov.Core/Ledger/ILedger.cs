using MspGov.Core.Register;

namespace MspGov.Core.Ledger;

/// <summary>
/// The ledger of one session: every state the product has is appended here and folded from here.
/// Synchronous: SQLite is. Safe for concurrent callers of one process (group commit) and of several.
/// </summary>
public interface ILedger : IDisposable
{
    /// <summary>Ledger UUID, lower-case.</summary>
    string LedgerId { get; }

    /// <summary>The operator who signs what this session appends.</summary>
    string Operator { get; }

    /// <summary>
    /// Appends entries in one commit: decides each by the policy on the state it would meet, signs, folds the projections,
    /// commits durably, and only then returns. A draft that the policy denies is recorded as a <c>denied</c> fact instead of
    /// the whole batch, and <see cref="Errors.PolicyErrors.Denied"/> is thrown; a draft whose rule finds a conflict
    /// throws <see cref="Errors.PolicyErrors.Conflict"/> and nothing is recorded.
    /// </summary>
    /// <returns>The entries as they stand, in the order of the drafts.</returns>
    IReadOnlyList<EntryView> Append(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellationToken = default);

    /// <summary>Reads the register in one consistent snapshot, now or as it stood at a time (UTC).</summary>
    T Read<T>(Func<IRegister, T> read, DateTimeOffset? asOf = null);

    /// <summary>Streams entries in order of epoch, log and seq (or the reverse).</summary>
    IEnumerable<EntryView> Query(EntryQuery query, CancellationToken cancellationToken = default);
}
