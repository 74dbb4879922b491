using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Operators;

/// <summary>Changes what a custom operator role allows.</summary>
[Cmdlet(VerbsCommon.Set, "GovernanceRole", SupportsShouldProcess = true)]
[OutputType(typeof(OperatorRoleInfo))]
public sealed class SetGovernanceRoleCommand : RecordingCmdlet
{
    /// <summary>Name of the role.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GovernanceRoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string Role { get; set; } = string.Empty;

    /// <summary>What it allows.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public Permission[] Permission { get; set; } = [];

    /// <summary>What it is for.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Role, "Change operator role"))
        {
            var role = new CustomRoleDocument { Name = Role, Permissions = Permission.Aggregate((all, one) => all | one), Description = Description };
            WriteObject(Store.Operators.DefineRole(role, mustExist: true, Ticket, Reason));
        }
    }
}
