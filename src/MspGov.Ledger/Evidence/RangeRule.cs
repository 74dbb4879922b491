using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Store;
using MspGov.Ledger.Verification;

namespace MspGov.Ledger.Evidence;

/// <summary>Rules 5, 6 and 7 for the tenant's log: the part is complete, each entry is somebody's, each detail is its own or visibly erased.</summary>
internal sealed class RangeRule(PackFiles files, TrustAnchor anchor, FindingList findings, KeysRule keys, IdSet ids, LastEpoch epoch)
{
    private const int BatchEntries = 1024;
    private const long BatchBytes = 16 << 20;

    private readonly List<(long Seq, long Eraser)> _erased = [];
    private readonly Dictionary<long, IReadOnlyList<(long First, long Last)>> _erasers = [];
    private readonly LogAudit _audit = new(anchor.Ledger, anchor.Log, findings, ids);
    private bool _detailsBroken;
    private long _start;
    private long _end;

    /// <summary>Details that are erased.</summary>
    public long Erased => _erased.Count;

    /// <summary>Entries read.</summary>
    public long Entries { get; private set; }

    public void Check(HeadLeaf head, PackManifest? manifest, CancellationToken cancellationToken)
    {
        RangeFile? range = null;
        CompactRange? tree = null;
        CompactRange? right = null;
        if (!findings.Try(5, "RangeProofInvalid", () =>
            {
                range = RangeFile.Parse(files.ReadAll(PackNames.RangeProof));
                tree = range.Left();
                right = range.Right();
            }))
        {
            return;
        }

        (_start, _end) = (range!.Start, range.End);
        findings.Demand(
            manifest is not null && manifest.Start == range.Start && manifest.End == range.End && manifest.Size == range.Size && range.Size == head.Size,
            1, "RangeDisagrees", "Manifest, range proof and head do not name the same range and size.");
        List<CheckedEntry> outside = ErasuresOutside(head);
        Audit(outside.Where(entry => entry.Statement!.Seq < _start));
        _audit.GoTo(_start);
        bool read = findings.Try(6, "EntriesUnreadable", () => Read(tree!, cancellationToken));
        bool complete = read && tree!.End == range.End;
        if (complete)
        {
            tree!.Append(right!);
            complete = tree.End == head.Size && tree.Root().AsSpan().SequenceEqual(head.Root);
        }

        findings.Demand(complete, 5, "RangeIncomplete", "The entries do not give the log's head: something is missing, added, moved or changed.");
        Audit(outside.Where(entry => entry.Statement!.Seq >= _end));
        CheckErased();
    }

    // Entries that erase stand before or after the part: what a log says of order, keys and incarnations holds for them too.
    private void Audit(IEnumerable<CheckedEntry> entries)
    {
        foreach (CheckedEntry entry in entries)
        {
            _audit.GoTo(entry.Statement!.Seq);
            _audit.Next(entry, keys.Size);
            epoch.Check(entry.Statement, isKeys: false);
        }
    }

    private void Read(CompactRange tree, CancellationToken cancellationToken) =>
        files.Reading(PackNames.Entries, entries => files.Reading(PackNames.Details, details =>
        {
            var records = new BoundedLines(entries, Envelope.MaxRecord);
            var lines = new BoundedLines(details, BoundedLines.DetailLine);
            var batch = new List<(byte[] Record, byte[]? Detail)>();
            long bytes = 0;
            while (records.Next() is { } record)
            {
                byte[]? detail = NextDetail(lines);
                batch.Add((record, detail));
                bytes += record.Length + (detail?.Length ?? 0);
                if (batch.Count == BatchEntries || bytes > BatchBytes)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Check(batch, tree);
                    batch.Clear();
                    bytes = 0;
                }
            }

            Check(batch, tree);
            findings.Demand(NextDetail(lines) is null, 7, "DetailsExtra", "There are more details than entries.");
            return true;
        }));

    private void Check(List<(byte[] Record, byte[]? Detail)> batch, CompactRange tree)
    {
        var results = new (CheckedEntry Entry, DetailLine? Detail, bool Matches)[batch.Count];
        Parallel.For(0, batch.Count, i =>
        {
            CheckedEntry entry = CheckedEntry.Of(batch[i].Record, keys.History);
            DetailLine? detail = ParseDetail(batch[i].Detail);
            results[i] = (entry, detail, detail?.Detail is not null && entry.Statement is not null && detail.Matches(entry.Statement));
        });
        foreach ((CheckedEntry entry, DetailLine? detail, bool matches) in results)
        {
            long seq = tree.End;
            _audit.Next(entry, keys.Size);
            if (entry.Statement is not null)
            {
                epoch.Check(entry.Statement, isKeys: false);
            }

            tree.Append(entry.Leaf);
            Entries++;
            CheckDetail(seq, entry, detail, matches);
        }
    }

    // A file of details that cannot be read any further leaves the entries to be looked at.
    private byte[]? NextDetail(BoundedLines lines)
    {
        byte[]? line = null;
        if (!_detailsBroken)
        {
            _detailsBroken = !findings.Try(7, "DetailsUnreadable", () => line = lines.Next());
        }

        return line;
    }

    private static DetailLine? ParseDetail(byte[]? line)
    {
        try
        {
            return line is null ? null : DetailLine.Parse(line);
        }
        catch (LedgerFormatException)
        {
            return null;
        }
    }

    private void CheckDetail(long seq, CheckedEntry entry, DetailLine? detail, bool matches)
    {
        if (detail is null || detail.Seq != seq)
        {
            findings.Add(7, "DetailInvalid", "The line of details is missing, malformed or of another entry.", seq);
        }
        else if (detail.ErasedBy is { } eraser)
        {
            findings.Demand(entry.Statement is null || !IsErasure(entry.Statement), 7, "ErasureErased", "The detail of an erasure is itself erased.", seq);
            _erased.Add((seq, eraser));
        }
        else if (findings.Demand(matches, 7, "DetailMismatch", "The detail does not match the hash in its entry.", seq) && IsErasure(entry.Statement!))
        {
            findings.Try(7, "ErasureInvalid", () => _erasers[seq] = Ranges(entry.Statement!, detail.Detail), seq);
        }
    }

    private static IReadOnlyList<(long First, long Last)> Ranges(Statement statement, byte[]? detail) =>
        statement.Ticket is not null && statement.Reason is not null
            ? ErasureLog.Ranges(detail, statement.Seq)
            : throw new LedgerFormatException("An erasure without ticket or reason.");

    private static bool IsErasure(Statement statement) =>
        statement.Action == LedgerActions.DetailErase && statement.Phase == EntryPhase.Fact && statement.Outcome is null;

    private void CheckErased()
    {
        foreach ((long seq, long eraser) in _erased)
        {
            bool named = _erasers.TryGetValue(eraser, out IReadOnlyList<(long First, long Last)>? ranges)
                && ranges.Any(range => range.First <= seq && seq <= range.Last);
            findings.Demand(named, 7, "ErasureUnproven", $"The detail is left out, and entry {eraser} is no erasure that names it.", seq);
        }
    }

    /// <summary>The erasing entries outside the part that are proven, in order.</summary>
    private List<CheckedEntry> ErasuresOutside(HeadLeaf head)
    {
        var entries = new List<CheckedEntry>();
        foreach (string path in files.Files.Keys.Where(path => path.StartsWith("erasures/", StringComparison.Ordinal)))
        {
            findings.Try(7, "ErasureInvalid", () => entries.Add(Erasure(path, head)));
        }

        return [.. entries.OrderBy(entry => entry.Statement!.Seq)];
    }

    private CheckedEntry Erasure(string path, HeadLeaf head)
    {
        ErasureFile erasure = ErasureFile.Parse(files.ReadAll(path, BoundedLines.DetailLine * 2));
        CheckedEntry entry = CheckedEntry.Of(erasure.Record, keys.History);
        if (entry.Statement is not { } statement || PackNames.Erasure(statement.Seq) != path || (statement.Seq >= _start && statement.Seq < _end))
        {
            throw new LedgerFormatException($"'{path}' does not hold that entry, or one that is in the range.");
        }

        bool proven = TreeProof.VerifyInclusion(entry.Leaf, statement.Seq, head.Size, erasure.Inclusion, head.Root)
            && new DetailLine(statement.Seq, erasure.Salt, erasure.Detail, null).Matches(statement)
            && IsErasure(statement);
        _erasers[statement.Seq] = proven
            ? Ranges(statement, erasure.Detail)
            : throw new LedgerFormatException($"'{path}' is not proven to be an erasure in this log.");
        return entry;
    }
}
