using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Core.Operators;

namespace MspGov.Cmdlets.Operators;

/// <summary>Grants an operator role, everywhere or in named tenants, with an end where wanted.</summary>
[Cmdlet(VerbsSecurity.Grant, "GovernanceRole", SupportsShouldProcess = true)]
[OutputType(typeof(RoleGrantDocument))]
public sealed class GrantGovernanceRoleCommand : RoleScopeCmdlet
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

    /// <summary>When it ends, UTC.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? End { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Operator, $"Grant operator role {Role}"))
        {
            WriteObject(Store.Operators.GrantRole(Operator, Role, Scope(), End, Ticket, Reason));
        }
    }
}
