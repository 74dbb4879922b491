using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Replaces both ledger keys and destroys the old ones.</summary>
[Cmdlet(VerbsData.Update, "LedgerKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(LedgerKeyRotation))]
public sealed class UpdateLedgerKeyCommand : RecordingCmdlet
{
    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (this.Confirmed(Force, Store.Info.Path, "Replace the ledger keys and destroy the old ones"))
        {
            WriteObject(Store.Ledger.RotateKeys(Ticket, Reason, failure => WriteError(ErrorRecords.From(failure)), Stopped));
        }
    }
}
