using System.Management.Automation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Operators;

/// <summary>Defines a custom operator role.</summary>
[Cmdlet(VerbsCommon.New, "GovernanceRole", SupportsShouldProcess = true)]
[OutputType(typeof(OperatorRoleInfo))]
public sealed class NewGovernanceRoleCommand : RoleDefinitionCmdlet
{
    /// <inheritdoc/>
    protected override void Process() => Define(mustExist: false, "Define operator role");
}
