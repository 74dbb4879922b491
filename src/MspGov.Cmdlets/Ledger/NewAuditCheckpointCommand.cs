using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Publishes the newest checkpoint and has it timestamped, witnessed and copied.</summary>
[Cmdlet(VerbsCommon.New, "AuditCheckpoint", SupportsShouldProcess = true)]
[OutputType(typeof(CheckpointInfo))]
public sealed class NewAuditCheckpointCommand : SessionCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        if (!ShouldProcess(Store.Info.Path, "Publish the newest checkpoint"))
        {
            return;
        }

        CheckpointInfo checkpoint = Store.Anchors.Publish(failure => WriteError(ErrorRecords.From(failure)), Stopped);
        WriteObject(checkpoint);
    }
}
