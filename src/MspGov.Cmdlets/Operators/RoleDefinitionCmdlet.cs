using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Operators;
using MspGov.Core.Policy;

namespace MspGov.Cmdlets.Operators;

/// <summary>Base of the cmdlets that say what a custom operator role allows.</summary>
public abstract class RoleDefinitionCmdlet : RecordingCmdlet
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

    /// <summary>Defines the role, or changes it.</summary>
    protected void Define(bool mustExist, string action)
    {
        if (ShouldProcess(Role, action))
        {
            var role = new CustomRoleDocument { Name = Role, Permissions = Permission.Aggregate((all, one) => all | one), Description = Description };
            WriteObject(Store.Operators.DefineRole(role, mustExist, Ticket, Reason));
        }
    }
}
