using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Entries;

/// <summary>The words of statements for phases and outcomes, and the form of action names.</summary>
internal static class StatementNames
{
    public static string Of(EntryPhase phase) => phase switch
    {
        EntryPhase.Fact => "fact",
        EntryPhase.Intent => "intent",
        _ => "outcome",
    };

    public static EntryPhase Phase(string name) => name switch
    {
        "fact" => EntryPhase.Fact,
        "intent" => EntryPhase.Intent,
        "outcome" => EntryPhase.Outcome,
        _ => throw new LedgerFormatException("Unknown phase."),
    };

    public static string Of(EntryOutcome outcome) => outcome switch
    {
        EntryOutcome.Succeeded => "succeeded",
        EntryOutcome.Failed => "failed",
        EntryOutcome.Unknown => "unknown",
        _ => "denied",
    };

    public static EntryOutcome Outcome(string name) => name switch
    {
        "succeeded" => EntryOutcome.Succeeded,
        "failed" => EntryOutcome.Failed,
        "unknown" => EntryOutcome.Unknown,
        "denied" => EntryOutcome.Denied,
        _ => throw new LedgerFormatException("Unknown outcome."),
    };

    /// <summary>Dotted lower-case: at least two parts of lower-case letters, digits, '-' or '_', each beginning with a letter.</summary>
    public static bool IsAction(string name)
    {
        char before = '.';
        int dots = 0;
        foreach (char c in name)
        {
            bool fits = char.IsAsciiLetterLower(c) || (before != '.' && (char.IsAsciiDigit(c) || c is '-' or '_' or '.'));
            if (!fits)
            {
                return false;
            }

            dots += c == '.' ? 1 : 0;
            before = c;
        }

        return name.Length <= 128 && dots > 0 && before != '.';
    }
}
