using MspGov.Core.Errors;
using MspGov.Core.Services;
using MspGov.Ledger.Evidence;

namespace MspGov.Ledger;

/// <summary>Verifies evidence packs by LEDGER section 8, with nothing but the pack and the trust anchor.</summary>
public sealed class EvidenceVerifier : IEvidenceVerifier
{
    /// <inheritdoc/>
    /// <exception cref="GovException">EvidenceNotFound, TrustAnchorInvalid. Whatever is wrong inside a pack is a finding.</exception>
    public VerificationReport Verify(string packPath, string trustAnchorPath, string? earlierPackPath, CancellationToken cancellationToken)
    {
        TrustAnchor anchor = TrustAnchor.Load(trustAnchorPath);
        Baseline baseline = Baseline.Of(anchor);
        if (earlierPackPath is null)
        {
            return PackVerification.Run(packPath, anchor, baseline, anchor.Vkeys, cancellationToken).Report;
        }

        PackVerification earlier = PackVerification.Run(earlierPackPath, anchor, baseline, anchor.Vkeys, cancellationToken);
        if (!earlier.IsValid)
        {
            Finding first = earlier.Report.Findings[0];
            return earlier.Report with
            {
                Path = packPath,
                Findings = [new Finding(8, "EarlierPackInvalid", null, $"The earlier pack '{earlierPackPath}' does not verify itself (rule {first.Rule}, {first.Code}): {first.Message}")],
            };
        }

        using PackFiles files = PackFiles.Open(earlierPackPath);
        return PackVerification.Run(packPath, anchor, Baseline.OfPack(files), earlier.Trusted, cancellationToken).Report;
    }
}
