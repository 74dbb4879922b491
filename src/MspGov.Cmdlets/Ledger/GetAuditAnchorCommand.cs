using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Anchoring;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Shows who outside vouches for checkpoints, and where copies go.</summary>
[Cmdlet(VerbsCommon.Get, "AuditAnchor")]
[OutputType(typeof(AnchorSettings))]
public sealed class GetAuditAnchorCommand : SessionCmdlet
{
    /// <inheritdoc/>
    protected override void Process() => WriteObject(Store.Anchors.Settings);
}
