using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Ledger.Append;
using MspGov.Ledger.Erasure;
using MspGov.Ledger.Store;

namespace MspGov.Ledger;

public sealed partial class LedgerStore
{
    /// <summary>What <see cref="EraseDetails"/> would erase. Whether the register still needs a named one is only known when it is tried.</summary>
    /// <exception cref="GovException">LedgerLogNotFound.</exception>
    public ErasurePlan PlanErasure(ErasureRequest request)
    {
        (List<(long Seq, string Action)> candidates, int kept, _) = Candidates(request);
        return new ErasurePlan(request.Log, candidates.Count, kept, DetailEraser.Ranges(candidates.Select(candidate => candidate.Seq)));
    }

    /// <summary>
    /// Erases details of one log by a visible, signed entry (LEDGER section 6). The entries, their order and their hashes stay provable;
    /// what is erased is gone from the database file. With an age, details that the register of today needs are left out; named
    /// ones are refused.
    /// </summary>
    /// <exception cref="GovException">LedgerLogNotFound, LedgerRangeInvalid when nothing is left to erase, OperatorNotPermitted, StateConflict.</exception>
    public ErasureInfo EraseDetails(ErasureRequest request, CancellationToken cancellationToken = default)
    {
        (List<(long Seq, string Action)> candidates, int kept, long slot) = Candidates(request);
        if (candidates.Count == 0)
        {
            throw LedgerErrors.RangeInvalid.With($"There is no detail to erase in log '{request.Log}' for what was asked.").About(request.Log);
        }

        List<IReadOnlyList<long>> ranges = DetailEraser.Ranges(candidates.Select(candidate => candidate.Seq));
        bool folded = candidates.Any(candidate => Folds.Handles(candidate.Action));
        AppendRequest append = null!;
        append = new AppendRequest(_signer, [Draft(request, ranges)], cancellationToken)
        {
            Internal = true,
            Also = batch => DetailEraser.Erase(batch, slot, append.Entries[0].Seq, ranges, folded),
        };
        EntryView entry = Append(append)[0];
        _committer.EmptyLog();
        return new ErasureInfo(request.Log, entry.Seq, candidates.Count, kept, ranges);
    }

    private (List<(long Seq, string Action)> Erasable, int Kept, long Slot) Candidates(ErasureRequest request)
    {
        ThrowIfDisposed();
        if (request.Log == LogIds.Keys || _readers.Read(connection => LogRow.Find(connection, request.Log)) is not { } log)
        {
            throw LedgerErrors.LogNotFound.With($"There is no log '{request.Log}' whose details could be erased.").About(request.Log);
        }

        List<(long Seq, string Action)> candidates = _readers.Read(connection =>
            DetailEraser.Candidates(connection, log.Slot, request.First ?? 0, request.Last ?? long.MaxValue, request.Before));
        if (request.Seqs is { } named)
        {
            HashSet<long> seqs = [.. named];
            candidates.RemoveAll(candidate => !seqs.Contains(candidate.Seq));
        }

        bool gone = Read(register => register.Get<TenantDocument>(request.Log)) is { OffBoardedAt: not null };
        if (request.Before is null || gone || !candidates.Any(candidate => Folds.Handles(candidate.Action)))
        {
            return (candidates, 0, log.Slot);
        }

        HashSet<long> needless = _readers.Read(connection =>
            Superseded.Of(connection, log.Slot, candidates.Where(candidate => Folds.Handles(candidate.Action)).Select(candidate => candidate.Seq)));
        int kept = candidates.RemoveAll(candidate => Folds.Handles(candidate.Action) && !needless.Contains(candidate.Seq));
        return (candidates, kept, log.Slot);
    }

    private static EntryDraft Draft(ErasureRequest request, List<IReadOnlyList<long>> ranges) => new()
    {
        Log = request.Log,
        Action = LedgerActions.DetailErase,
        Correlation = Guid.NewGuid(),
        Ticket = request.Ticket,
        Reason = request.Reason,
        Detail = CoreJson.ToBytes(new DetailEraseDetail(ranges)),
    };
}
