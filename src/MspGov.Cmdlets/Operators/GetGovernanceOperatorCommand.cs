using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Operators;

/// <summary>Lists operators and their roles, or what they may do where.</summary>
[Cmdlet(VerbsCommon.Get, "GovernanceOperator")]
[OutputType(typeof(OperatorInfo), typeof(EffectiveRight))]
public sealed class GetGovernanceOperatorCommand : SessionCmdlet
{
    /// <summary>Id or wildcard.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(OperatorCompleter))]
    [SupportsWildcards]
    public string Operator { get; set; } = "*";

    /// <summary>What the operator may do in each tenant.</summary>
    [Parameter]
    public SwitchParameter Effective { get; set; }

    /// <summary>Only in these tenants, with -Effective.</summary>
    [Parameter]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = [];

    /// <summary>Without those that are disabled.</summary>
    [Parameter]
    public SwitchParameter ExcludeDisabled { get; set; }

    /// <summary>The register as it stood at this time, UTC.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? AsOf { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Effective)
        {
            string[]? tenants = Tenant.Length == 0 ? null : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)];
            WriteObject(Store.Operators.GetEffective(Operator, tenants), enumerateCollection: true);
            return;
        }

        WriteObject(Store.Operators.Get(Operator, !ExcludeDisabled, AsOf), enumerateCollection: true);
    }
}
