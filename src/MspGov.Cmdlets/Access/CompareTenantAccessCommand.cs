using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Access;

/// <summary>Compares effective access: with a snapshot, between snapshots, between tenants, or with what is expected.</summary>
[Cmdlet(VerbsData.Compare, "TenantAccess", DefaultParameterSetName = SnapshotSet)]
[OutputType(typeof(AccessDifference))]
public sealed class CompareTenantAccessCommand : SessionCmdlet
{
    private const string SnapshotSet = "Snapshot";
    private const string SnapshotsSet = "Snapshots";
    private const string TenantSet = "Tenant";
    private const string ExpectedSet = "Expected";

    /// <summary>Tenants to read now: names, ids or wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = SnapshotSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = TenantSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ExpectedSet)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = [];

    /// <summary>Snapshot to compare with; each tenant's newest by default.</summary>
    [Parameter(ParameterSetName = SnapshotSet)]
    [Parameter(Mandatory = true, ParameterSetName = SnapshotsSet)]
    public string? ReferenceSnapshot { get; set; }

    /// <summary>A later snapshot to compare instead of the tenant now.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SnapshotsSet)]
    public string? DifferenceSnapshot { get; set; }

    /// <summary>A tenant to compare with.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TenantSet)]
    [ArgumentCompleter(typeof(TenantCompleter))]
    public string? ReferenceTenant { get; set; }

    /// <summary>Compares privileged access with what job roles give.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ExpectedSet)]
    public SwitchParameter ExpectedScope { get; set; }

    /// <summary>Tenants at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Reads everything again instead of what changed.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string? reference = ReferenceSnapshot;
        if (ReferenceTenant is not null)
        {
            IReadOnlyList<TenantDocument> found = Store.Tenants.Resolve([ReferenceTenant]);
            reference = found.Count == 1
                ? found[0].Id
                : throw Core.Errors.PolicyErrors.InvalidArgument.With($"-ReferenceTenant takes one tenant; {found.Count} fit '{ReferenceTenant}'.");
        }

        var query = new CompareQuery
        {
            TenantIds = ParameterSetName == SnapshotsSet ? [] : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)],
            Reference = reference,
            Difference = DifferenceSnapshot,
            ExpectedScope = ExpectedScope,
            ThrottleLimit = ThrottleLimit,
            Delta = !Full,
        };
        Pump<AccessDifference>((output, token) => Store.Access.CompareAsync(query, output, token));
    }
}
