using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Lists published checkpoints and who vouched for them, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "AuditCheckpoint")]
[OutputType(typeof(CheckpointInfo))]
public sealed class GetAuditCheckpointCommand : SessionCmdlet
{
    /// <summary>At most so many.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int Newest { get; set; } = 20;

    /// <inheritdoc/>
    protected override void Process() => WriteObject(Store.Anchors.Get(Newest), enumerateCollection: true);
}
