using System.Management.Automation;
using MspGov.Cmdlets.Completion;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>Base of the cmdlets that work in all tenants unless some are named.</summary>
public abstract class OptionalTenantCmdlet : SessionCmdlet
{
    /// <summary>Tenants: names, ids or wildcards. All by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = [];

    /// <summary>Ids of the tenants named; empty for all.</summary>
    protected string[] TenantIds() => Tenant.Length == 0 ? [] : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)];
}
