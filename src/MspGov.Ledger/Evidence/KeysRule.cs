using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Evidence;

/// <summary>Log keys, whole in every pack: read first, because everything else is signed by what it says (rules 6 and 7).</summary>
internal sealed class KeysRule(PackFiles files, TrustAnchor anchor, FindingList findings, IdSet ids)
{
    // A log of a few entries a year for each operator; this many is a century of a large MSP.
    private const long LargestFile = 64 << 20;

    private readonly List<byte[]> _leaves = [];
    private readonly List<Statement> _statements = [];
    private CompactRange _prefix = new();

    /// <summary>What the log says; as far as it could be read.</summary>
    public KeyHistory History { get; } = new();

    public long Size => _leaves.Count;

    /// <summary>The statement of an entry that was folded.</summary>
    public Statement StatementAt(long seq) => _statements[(int)seq];

    /// <summary>The entries, as far as they could be folded.</summary>
    public IEnumerable<Statement> Statements => _statements;

    /// <summary>Root of the first so many entries. Asked in ascending order, as rotations are, each entry is hashed once.</summary>
    public byte[] RootAt(long size)
    {
        if (_prefix.End > size)
        {
            _prefix = new CompactRange();
        }

        while (_prefix.End < size)
        {
            _prefix.Append(_leaves[(int)_prefix.End]);
        }

        return _prefix.Root();
    }

    public void Read()
    {
        var records = new List<byte[]>();
        var details = new List<DetailLine>();
        if (!findings.Try(6, "KeysLogInvalid", () => records = Lines(PackNames.KeysEntries, Envelope.MaxRecord))
            | !findings.Try(7, "KeysDetailsInvalid", () => details = [.. Lines(PackNames.KeysDetails, BoundedLines.DetailLine).Select(DetailLine.Parse)]))
        {
            return;
        }

        _leaves.AddRange(records.Select(record => TreeHash.Leaf(record)));
        findings.Demand(records.Count == details.Count, 7, "KeysDetailsInvalid", "Log keys has another number of details than entries.");
        Fold(records, details);
        var audit = new LogAudit(anchor.Ledger, LogIds.Keys, findings, ids);
        foreach (byte[] record in records)
        {
            audit.Next(CheckedEntry.Of(record, History), records.Count);
        }
    }

    private List<byte[]> Lines(string path, int longest)
    {
        if (files.Files.GetValueOrDefault(path) > LargestFile)
        {
            throw new LedgerFormatException($"'{path}' is larger than log keys can be.");
        }

        return files.Reading(path, stream =>
        {
            var reader = new BoundedLines(stream, longest);
            var lines = new List<byte[]>();
            long total = 0;
            while (reader.Next() is { } line)
            {
                // What a zip says of its sizes is not believed.
                total += line.Length + 1;
                if (total > LargestFile)
                {
                    throw new LedgerFormatException($"'{path}' is larger than log keys can be.");
                }

                lines.Add(line);
            }

            return lines;
        });
    }

    private void Fold(List<byte[]> records, List<DetailLine> details)
    {
        for (int seq = 0; seq < Math.Min(records.Count, details.Count); seq++)
        {
            int at = seq;
            bool good = findings.Try(6, "KeysEntryInvalid", () => Fold(at, Envelope.Parse(records[at]), details[at]), seq);
            if (!good)
            {
                return;
            }
        }
    }

    private void Fold(int seq, Envelope envelope, DetailLine detail)
    {
        Statement statement = Statement.Parse(envelope.Statement);
        if (detail.Seq != seq || detail.Detail is null || !detail.Matches(statement))
        {
            findings.Add(7, "KeysDetailMismatch", "A detail of log keys is erased or does not match its entry.", seq);
            throw new LedgerFormatException("Log keys cannot be read any further.");
        }

        if (seq < 2 && envelope.KeyId != anchor.FirstKey)
        {
            throw new LedgerFormatException("The ledger was not founded by the first key that the trust anchor names.");
        }

        if (seq == 0)
        {
            JsonNodeValue create = StrictJson.Parse(detail.Detail);
            if (create.String("ledger") != anchor.Ledger || create.String("origin") != anchor.Origin)
            {
                throw new LedgerFormatException("Log keys founds another ledger.");
            }
        }

        History.Apply(statement.Action, detail.Detail);
        if (seq == 1 && History.Find(anchor.FirstKey) is null)
        {
            throw new LedgerFormatException("The second entry of log keys does not enrol the first key.");
        }

        _statements.Add(statement);
    }
}
