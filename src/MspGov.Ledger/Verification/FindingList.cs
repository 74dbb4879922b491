using System.Runtime.CompilerServices;
using MspGov.Core.Services;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Verification;

/// <summary>Findings of a verification. Keeps so many and counts the rest: a ruined file must not fill the memory.</summary>
internal sealed class FindingList
{
    private const int MostKept = 500;
    private readonly List<Finding> _findings = [];
    private readonly List<string> _notes = [];

    /// <summary>Findings, those that were not kept too.</summary>
    public long Count { get; private set; }

    public void Add(int rule, string code, string message, long? seq = null)
    {
        Count++;
        if (_findings.Count < MostKept)
        {
            _findings.Add(new Finding(rule, code, seq, message));
        }
    }

    /// <summary>Adds a finding unless the condition holds; gives the condition.</summary>
    public bool Demand(bool condition, int rule, string code, string message, long? seq = null)
    {
        if (!condition)
        {
            Add(rule, code, message, seq);
        }

        return condition;
    }

    /// <summary>The same with words that are only put together when they are needed: most demands hold, millions of times.</summary>
    public bool Demand(bool condition, int rule, string code, [InterpolatedStringHandlerArgument(nameof(condition))] ref UnlessTrue message, long? seq = null)
    {
        if (!condition)
        {
            Add(rule, code, message.ToStringAndClear(), seq);
        }

        return condition;
    }

    /// <summary>Runs a check on bytes from outside; malformed bytes are a finding.</summary>
    public bool Try(int rule, string code, Action check, long? seq = null)
    {
        try
        {
            check();
            return true;
        }
        catch (LedgerFormatException e)
        {
            Add(rule, code, e.Message, seq);
            return false;
        }
    }

    public void Note(string note)
    {
        if (_notes.Count < MostKept)
        {
            _notes.Add(note);
        }
    }

    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Findings in order of rule.</summary>
    public IReadOnlyList<Finding> InOrder()
    {
        IEnumerable<Finding> ordered = _findings.OrderBy(finding => finding.Rule);
        return Count > _findings.Count
            ? [.. ordered, new Finding(0, "MoreFindings", null, $"{Count - _findings.Count} further findings are not listed.")]
            : [.. ordered];
    }
}
