using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Operators;

namespace MspGov.Cmdlets.Operators;

/// <summary>Revokes an operator role.</summary>
[Cmdlet(VerbsSecurity.Revoke, "GovernanceRole", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RoleGrantDocument))]
public sealed class RevokeGovernanceRoleCommand : RecordingCmdlet
{
    /// <summary>Id of the operator.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(OperatorCompleter))]
    [ValidateNotNullOrEmpty]
    public string Operator { get; set; } = string.Empty;

    /// <summary>Name of the operator role.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GovernanceRoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string Role { get; set; } = string.Empty;

    /// <summary>Only this one grant of the role.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    public string? GrantId { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (this.Confirmed(Force, Operator, $"Revoke operator role {Role}"))
        {
            WriteObject(Store.Operators.RevokeRole(Operator, Role, GrantId, Ticket, Reason), enumerateCollection: true);
        }
    }
}
