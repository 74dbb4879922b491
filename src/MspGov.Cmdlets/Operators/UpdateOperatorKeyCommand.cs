using System.Management.Automation;
using System.Net;
using System.Security;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Operators;

/// <summary>Replaces the signing key of an operator; the old one is retired in the same commit.</summary>
[Cmdlet(VerbsData.Update, "OperatorKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(OperatorInfo))]
public sealed class UpdateOperatorKeyCommand : RecordingCmdlet
{
    /// <summary>Id of the operator; oneself by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(OperatorCompleter))]
    public string? Operator { get; set; }

    /// <summary>Passphrase of the new key.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>File of a certificate whose key takes the place.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Certificate { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string id = Operator ?? Store.Info.Operator!;
        if (!this.Confirmed(Force, id, "Replace signing key"))
        {
            return;
        }

        string? passphrase = Passphrase is null ? null : new NetworkCredential(string.Empty, Passphrase).Password;
        WriteObject(Store.Operators.RotateKey(id, passphrase, Certificate is null ? null : FullPath(Certificate), Ticket, Reason));
        if (id == Store.Info.Operator)
        {
            WriteWarning("Your key was replaced: connect again with Connect-GovernanceStore before you go on.");
        }
    }
}
