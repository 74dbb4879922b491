using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lifecycle;

/// <summary>Shows lifecycle runs with every step, from the ledger alone.</summary>
[Cmdlet(VerbsCommon.Get, "LifecycleRun")]
[OutputType(typeof(LifecycleRun))]
public sealed class GetLifecycleRunCommand : SessionCmdlet
{
    /// <summary>Event id; wildcards allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LifecycleEventCompleter))]
    [SupportsWildcards]
    public string? EventId { get; set; }

    /// <summary>Tenants: names, ids or wildcards.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[]? Tenant { get; set; }

    /// <summary>Only in these states.</summary>
    [Parameter]
    public LifecycleRunState[]? State { get; set; }

    /// <inheritdoc/>
    protected override void Process() => WriteObject(
        Store.Lifecycle.Get(new LifecycleRunQuery
        {
            EventId = EventId,
            TenantIds = Tenant is null ? null : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)],
            States = State,
        }),
        enumerateCollection: true);
}
