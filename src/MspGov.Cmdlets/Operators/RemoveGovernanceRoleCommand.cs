using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;

namespace MspGov.Cmdlets.Operators;

/// <summary>Removes a custom operator role that nobody holds.</summary>
[Cmdlet(VerbsCommon.Remove, "GovernanceRole", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveGovernanceRoleCommand : RecordingCmdlet
{
    /// <summary>Name of the role.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GovernanceRoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string Role { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Role, "Remove operator role"))
        {
            Store.Operators.RemoveRole(Role, Ticket, Reason);
        }
    }
}
