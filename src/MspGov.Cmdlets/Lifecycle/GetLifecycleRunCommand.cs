using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Lifecycle;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

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
            TenantIds = Tenant is null ? null : [.. Tenant.SelectMany(Known).Select(tenant => tenant.Id).Distinct()],
            States = State,
        }),
        enumerateCollection: true);

    // A client that left is looked up as one that is there; an unknown name is an error that offers near ones.
    private IReadOnlyList<TenantDocument> Known(string pattern) =>
        Store.Tenants.Get(pattern, includeOffBoarded: true) is { Count: > 0 } known ? known : Store.Tenants.Resolve([pattern]);
}
