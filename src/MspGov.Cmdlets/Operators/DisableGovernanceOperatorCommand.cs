using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Operators;

/// <summary>Disables an operator: nothing more is accepted under its name.</summary>
[Cmdlet(VerbsLifecycle.Disable, "GovernanceOperator", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(OperatorInfo))]
public sealed class DisableGovernanceOperatorCommand : RecordingCmdlet
{
    /// <summary>Id of the operator.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(OperatorCompleter))]
    [ValidateNotNullOrEmpty]
    public string Operator { get; set; } = string.Empty;

    /// <summary>Retires the operator's keys in the same commit.</summary>
    [Parameter]
    public SwitchParameter RetireKey { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the changed object out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!this.Confirmed(Force, Operator, RetireKey ? "Disable operator and retire its keys" : "Disable operator"))
        {
            return;
        }

        OperatorInfo disabled = Store.Operators.Disable(Operator, RetireKey, Ticket, Reason);
        if (PassThru)
        {
            WriteObject(disabled);
        }
    }
}
