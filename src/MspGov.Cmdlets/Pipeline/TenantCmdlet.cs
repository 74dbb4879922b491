using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>Base of the cmdlets that take client tenants by name, id or wildcard, also from the pipeline.</summary>
public abstract class TenantCmdlet : SessionCmdlet
{
    /// <summary>Tenants: names, ids or wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Tenant { get; set; } = [];

    /// <summary>The tenants that <see cref="Tenant"/> names. Unknown names are an error that offers near ones.</summary>
    protected IReadOnlyList<TenantDocument> ResolveTenants() => Store.Tenants.Resolve(Tenant);
}
