using System.Management.Automation;
using MspGov.Cmdlets.Loading;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Verifies an evidence pack against a trust anchor. Needs no store and no network.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AuditEvidence")]
[OutputType(typeof(VerificationReport))]
public sealed class TestAuditEvidenceCommand : GovCmdlet
{
    /// <summary>The pack: a folder or a zip.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The trust anchor received at onboarding.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string TrustAnchor { get; set; } = string.Empty;

    /// <summary>An earlier pack, itself verified against the anchor, that this one must continue.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Baseline { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        IEvidenceVerifier verifier = EngineLoader.Engine.Evidence;
        WriteObject(verifier.Verify(FullPath(Path), FullPath(TrustAnchor), Baseline is null ? null : FullPath(Baseline), Stopped));
    }
}
