using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Lists elevation grants.</summary>
[Cmdlet(VerbsCommon.Get, "ElevationGrant")]
[OutputType(typeof(ElevationGrant))]
public sealed class GetElevationGrantCommand : SessionCmdlet
{
    /// <summary>Tenants: names, ids or wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = ["*"];

    /// <summary>One grant.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GrantCompleter))]
    public string? GrantId { get; set; }

    /// <summary>In these states.</summary>
    [Parameter]
    public GrantState[] State { get; set; } = [];

    /// <summary>Only those that are not over.</summary>
    [Parameter]
    public SwitchParameter Open { get; set; }

    /// <summary>Only break-glass uses that nobody has reviewed.</summary>
    [Parameter]
    public SwitchParameter AwaitingReview { get; set; }

    /// <summary>Only what this operator asked for.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(OperatorCompleter))]
    public string? Requester { get; set; }

    /// <summary>The register as it stood at this time, UTC.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? AsOf { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        WriteObject(
            Store.Elevation.Get(new ElevationGrantQuery
            {
                TenantIds = Tenant is ["*"] ? null : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)],
                GrantId = GrantId,
                States = State,
                Open = Open,
                AwaitingReview = AwaitingReview,
                Requester = Requester,
                AsOf = AsOf,
            }),
            enumerateCollection: true);
    }
}
