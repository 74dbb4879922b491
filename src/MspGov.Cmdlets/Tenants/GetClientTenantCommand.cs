using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Tenants;

/// <summary>Lists registered client tenants.</summary>
[Cmdlet(VerbsCommon.Get, "ClientTenant")]
[OutputType(typeof(TenantDocument))]
public sealed class GetClientTenantCommand : SessionCmdlet
{
    /// <summary>Names, ids or wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId", "Name")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = ["*"];

    /// <summary>Also those that were off-boarded.</summary>
    [Parameter]
    public SwitchParameter IncludeOffBoarded { get; set; }

    /// <summary>The register as it stood at this time, UTC.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? AsOf { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (AsOf is null && !IncludeOffBoarded)
        {
            WriteObject(Store.Tenants.Resolve(Tenant), enumerateCollection: true);
            return;
        }

        foreach (string pattern in Tenant)
        {
            WriteObject(Store.Tenants.Get(pattern, IncludeOffBoarded, AsOf), enumerateCollection: true);
        }
    }
}
