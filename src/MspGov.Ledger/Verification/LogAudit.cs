using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;

namespace MspGov.Ledger.Verification;

/// <summary>What entries of one log say about each other (LEDGER section 8 rule 6): order, chain, sizes of log keys, incarnations, ids.</summary>
internal sealed class LogAudit(string ledger, string log, FindingList findings, IdSet ids)
{
    private readonly HashSet<string> _incarnations = [];
    private string? _incarnation;
    private byte[]? _last;
    private long _keys;
    private long _seq;

    /// <summary>Whether the chain to the entry before is known: not for the first of a part.</summary>
    private bool _linked = true;

    /// <summary>Says where the next entry stands; the chain to the one before is not known when others are between.</summary>
    public void GoTo(long seq)
    {
        if (seq != _seq)
        {
            (_seq, _linked, _last) = (seq, seq == 0, null);
        }
    }

    /// <summary>Checks the next entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="keysSize">Size of log keys that it may name at most.</param>
    public void Next(CheckedEntry entry, long keysSize)
    {
        long seq = _seq++;
        byte[]? before = _last;
        _last = entry.Leaf;
        bool linked = _linked;
        _linked = true;
        if (entry.Statement is not { } statement)
        {
            findings.Add(6, "EntryMalformed", entry.Malformed ?? "The record is not an entry.", seq);
            return;
        }

        findings.Demand(statement.Ledger == ledger && statement.Log == log && statement.Seq == seq, 6, "EntryMisplaced", "The statement names another ledger, log or seq than where it stands.", seq);
        if (linked)
        {
            findings.Demand(statement.Prev == (before is null ? "" : HexText.Of(before)), 6, "EntryChainBroken", "The statement does not name the entry before it.", seq);
        }

        findings.Demand(statement.Keys >= _keys && statement.Keys <= keysSize, 6, "KeysSizeWrong", "The size of log keys decreases or exceeds the log.", seq);
        _keys = Math.Max(_keys, statement.Keys);
        findings.Demand(ids.Add(Scalars.ParseUuid(statement.Id)), 6, "IdNotUnique", "The id was used before.", seq);
        findings.Demand(entry.Signed, 6, "SignatureInvalid", "The signature does not verify, or its key is not the operator's at that time.", seq);
        Incarnation(statement, seq);
    }

    private void Incarnation(Statement statement, long seq)
    {
        if (statement.Incarnation != _incarnation)
        {
            findings.Demand(_incarnations.Add(statement.Incarnation), 6, "IncarnationReturned", "An incarnation that was left comes back.", seq);
            _incarnation = statement.Incarnation;
        }
    }
}
