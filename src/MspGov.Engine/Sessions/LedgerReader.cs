using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger;

namespace MspGov.Engine.Sessions;

/// <summary>Reading entries until the ledger's own service is complete.</summary>
internal sealed class LedgerReader(LedgerStore ledger) : ILedgerService
{
    public IEnumerable<EntryView> Query(EntryQuery query, CancellationToken cancellationToken) => ledger.Query(query, cancellationToken);

    public VerificationReport Verify(LedgerVerification options, CancellationToken cancellationToken) => throw Missing();

    public string ExportTrust(string tenantId, string path, bool overwrite) => throw Missing();

    public EvidenceInfo ExportEvidence(EvidenceRequest request, CancellationToken cancellationToken) => throw Missing();

    private static GovException Missing() => LedgerErrors.Invalid.With("Not built yet.");
}

/// <summary>Until the verifier is complete.</summary>
internal sealed class NoVerifier : IEvidenceVerifier
{
    public VerificationReport Verify(string packPath, string trustAnchorPath, string? earlierPackPath, CancellationToken cancellationToken) =>
        throw LedgerErrors.EvidenceNotFound.With("Not built yet.");
}
