using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.BreakGlass;

namespace MspGov.Cmdlets.BreakGlass;

/// <summary>Lists registered emergency accounts.</summary>
[Cmdlet(VerbsCommon.Get, "BreakGlassAccount")]
[OutputType(typeof(BreakGlassAccountDocument))]
public sealed class GetBreakGlassAccountCommand : SessionCmdlet
{
    /// <summary>Tenants: names, ids or wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void Process()
    {
        WriteObject(Store.BreakGlass.Get(Tenant is ["*"] ? null : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)]), enumerateCollection: true);
    }
}
