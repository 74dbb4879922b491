using System.Management.Automation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Operators;

/// <summary>Changes what a custom operator role allows.</summary>
[Cmdlet(VerbsCommon.Set, "GovernanceRole", SupportsShouldProcess = true)]
[OutputType(typeof(OperatorRoleInfo))]
public sealed class SetGovernanceRoleCommand : RoleDefinitionCmdlet
{
    /// <inheritdoc/>
    protected override void Process() => Define(mustExist: true, "Change operator role");
}
