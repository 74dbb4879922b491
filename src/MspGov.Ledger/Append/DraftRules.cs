using System.Runtime.CompilerServices;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;

namespace MspGov.Ledger.Append;

/// <summary>What a draft must be before anything is decided about it: its form, not its right.</summary>
internal static class DraftRules
{
    /// <summary>Largest detail. LEDGER sets no limit; this one keeps lines of packs, and the memory of who reads them, bounded.</summary>
    public const int MaxDetail = 8 << 20;

    // What a statement holds beside its texts, generously: names, ids, hashes, source.
    private const int RestOfStatement = 6_000;

    private const int MostOfTexts = (Envelope.MaxRecord / 4 * 3) - RestOfStatement;

    private static readonly HashSet<string> KeyActions = [LedgerActions.Create, LedgerActions.KeyEnrol, LedgerActions.KeyRetire, LedgerActions.KeyRotate];

    // Written by the ledger with the deed itself; alone they would claim a deed that was not done.
    private static readonly HashSet<string> OwnActions =
        [LedgerActions.Create, LedgerActions.KeyRotate, LedgerActions.Restore, LedgerActions.Succeed, LedgerActions.Carry, LedgerActions.DetailErase, LedgerActions.Backup];

    /// <exception cref="GovException">EntryNotAcceptable.</exception>
    public static void Check(EntryDraft draft, bool isInternal)
    {
        Demand(draft.Log is LogIds.Msp or LogIds.Keys || Scalars.IsUuid(draft.Log), $"'{draft.Log}' is not a log id (a lower-case tenant UUID, msp or keys).");
        Demand(StatementNames.IsAction(draft.Action), $"'{draft.Action}' is not an action name (dotted lower-case).");
        Demand(draft.Phase == EntryPhase.Outcome
            ? draft.Outcome is EntryOutcome.Succeeded or EntryOutcome.Failed or EntryOutcome.Unknown
            : draft.Outcome is null, "An outcome belongs to the outcome phase, and to no other; refusals are recorded by the ledger itself.");
        Demand(isInternal || !OwnActions.Contains(draft.Action), $"'{draft.Action}' is recorded by the ledger itself, with the deed.");
        Demand(KeyActions.Contains(draft.Action) == (draft.Log == LogIds.Keys), $"'{draft.Action}' does not belong in log '{draft.Log}'.");
        Demand(draft.Log != LogIds.Keys || (draft.Phase == EntryPhase.Fact && draft.Subject?.Name is null), "Log keys holds facts without personal names.");
        CheckDetail(draft.Detail.Span);
        CheckSize(draft);
    }

    private static void CheckDetail(ReadOnlySpan<byte> detail)
    {
        Demand(detail.Length <= MaxDetail, $"The detail has {detail.Length} bytes; at most {MaxDetail} are kept.");
        try
        {
            Demand(StrictJson.Parse(detail).Kind == JsonKind.Object, "The detail is not a JSON object.");
        }
        catch (LedgerFormatException e)
        {
            throw LedgerErrors.EntryNotAcceptable.With($"The detail is not acceptable: {e.Message}", e);
        }
    }

    private static void CheckSize(EntryDraft draft)
    {
        string?[] texts = [draft.Action, draft.Ticket, draft.Reason, draft.Subject?.Type, draft.Subject?.Id, draft.Subject?.Name];
        long characters = 0;
        bool plain = true;
        foreach (string? text in texts)
        {
            characters += text?.Length ?? 0;
            plain &= text is null || System.Text.Ascii.IsValid(text);
        }

        if (characters > Envelope.MaxRecord)
        {
            throw TooLarge();
        }

        // An ASCII character takes six bytes at most, as \u0000: nearly all entries are measured by this alone.
        if (plain && 6 * characters < MostOfTexts)
        {
            return;
        }

        try
        {
            var measure = new JsonText().OpenArray();
            foreach (string? text in texts)
            {
                measure.Value(text ?? "");
            }

            if (measure.ToBytes().Length > MostOfTexts)
            {
                throw TooLarge();
            }
        }
        catch (LedgerFormatException e)
        {
            throw LedgerErrors.EntryNotAcceptable.With($"The entry's texts are not acceptable: {e.Message}", e);
        }
    }

    private static GovException TooLarge() =>
        LedgerErrors.EntryNotAcceptable.With("The entry would exceed 65,535 bytes: shorten its reason, ticket or subject and put the rest into the detail.");

    private static void Demand(bool condition, string message)
    {
        if (!condition)
        {
            throw LedgerErrors.EntryNotAcceptable.With(message);
        }
    }

    private static void Demand(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref UnlessTrue message)
    {
        if (!condition)
        {
            throw LedgerErrors.EntryNotAcceptable.With(message.ToStringAndClear());
        }
    }
}
