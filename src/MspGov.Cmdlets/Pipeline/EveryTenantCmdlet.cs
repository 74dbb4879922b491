using System.Management.Automation;
using MspGov.Cmdlets.Completion;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>Base of the cmdlets whose first argument is tenants, and which take all of them when none are named.</summary>
public abstract class EveryTenantCmdlet : SessionCmdlet
{
    /// <summary>Tenants: names, ids or wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = ["*"];

    /// <summary>Ids of the tenants that were named; null for all.</summary>
    private protected string[]? NamedTenants() => Tenant is ["*"] ? null : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)];
}
