using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Engine.Anchoring;
using MspGov.Ledger;

namespace MspGov.Engine.Ledgers;

/// <summary>What cmdlets ask of the ledger, within what the operator may read.</summary>
internal sealed class LedgerService(LedgerStore store, AnchorService anchors, TimeProvider time) : ILedgerService
{
    public IEnumerable<EntryView> Query(EntryQuery query, CancellationToken cancellationToken)
    {
        IReadOnlyCollection<string> asked = query.Logs ?? store.Logs;
        Dictionary<string, Ruling> rulings = store.Read(register => asked.Distinct().ToDictionary(
            log => log, log => GovernancePolicy.DecideRead(register, store.Operator, log, time.GetUtcNow())));
        KeyValuePair<string, Ruling> refused = rulings.FirstOrDefault(ruling => ruling.Value.Kind != RulingKind.Permit);
        if (refused.Key is not null && query.Logs is not null)
        {
            // Reading leaves no entry, so the refusal leaves none either.
            throw PolicyErrors.Denied.With(refused.Value.Reason);
        }

        return refused.Key is null
            ? store.Query(query, cancellationToken)
            : store.Query(query with { Logs = [.. asked.Where(log => rulings[log].Kind == RulingKind.Permit)] }, cancellationToken);
    }

    public VerificationReport Verify(LedgerVerification options, CancellationToken cancellationToken) => store.Verify(options, cancellationToken);

    public string ExportTrust(string tenantId, string path, bool overwrite) => store.ExportTrust(tenantId, path, overwrite, anchors.Extras);

    public EvidenceInfo ExportEvidence(EvidenceRequest request, CancellationToken cancellationToken)
    {
        // An authority that does not answer leaves the pack without its word, not the client without a pack.
        var failures = new List<string>();
        var extras = new EvidenceExtras
        {
            Anchor = checkpoint => anchors.Anchor(checkpoint, failure => failures.Add(failure.Message), cancellationToken),
        };
        return store.ExportEvidence(request, extras, cancellationToken) with { Warnings = failures };
    }

    public LedgerKeyRotation RotateKeys(string? ticket, string? reason, Action<GovException> failed, CancellationToken cancellationToken)
    {
        (EntryView entry, PublishedCheckpoint checkpoint) = store.RotateLedgerKeys(ticket, reason);
        anchors.Anchor(checkpoint, failed, cancellationToken);
        var keys = entry.DetailAs<KeyRotateDetail>();
        return new LedgerKeyRotation(store.LedgerId, entry.Seq, entry.At, entry.Epoch, [.. keys.OldVkeys], [.. keys.NewVkeys], checkpoint.Note);
    }

    public BackupInfo Backup(string path, bool fast, Action<long, long>? progress, CancellationToken cancellationToken) =>
        store.Backup(path, new LedgerVerification { Fast = fast, Progress = progress }, cancellationToken);

    public ErasurePlan PlanErasure(ErasureRequest request) => store.PlanErasure(request);

    public ErasureInfo Erase(ErasureRequest request, CancellationToken cancellationToken) => store.EraseDetails(request, cancellationToken);
}
