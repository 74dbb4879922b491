using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Operators;

/// <summary>Lists operator roles, built-in and custom, with what they allow and who holds them.</summary>
[Cmdlet(VerbsCommon.Get, "GovernanceRole")]
[OutputType(typeof(OperatorRoleInfo))]
public sealed class GetGovernanceRoleCommand : SessionCmdlet
{
    /// <summary>Name or wildcard.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(GovernanceRoleCompleter))]
    [SupportsWildcards]
    public string Role { get; set; } = "*";

    /// <inheritdoc/>
    protected override void Process()
    {
        WriteObject(Store.Operators.GetRoles(Role), enumerateCollection: true);
    }
}
