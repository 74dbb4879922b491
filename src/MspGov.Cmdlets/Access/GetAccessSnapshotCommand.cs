using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access;
using MspGov.Core.Access.Snapshots;

namespace MspGov.Cmdlets.Access;

/// <summary>Saved snapshots of effective access, or the paths of one.</summary>
[Cmdlet(VerbsCommon.Get, "AccessSnapshot", DefaultParameterSetName = ListSet)]
[OutputType(typeof(AccessSnapshotDocument), ParameterSetName = [ListSet])]
[OutputType(typeof(AccessPath), ParameterSetName = [PathsSet])]
public sealed class GetAccessSnapshotCommand : SessionCmdlet
{
    private const string ListSet = "List";
    private const string PathsSet = "Paths";

    /// <summary>Tenants: names, ids or wildcards; all by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = ListSet)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(Completion.TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = ["*"];

    /// <summary>Snapshot whose paths to give out.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathsSet)]
    public string Id { get; set; } = "";

    // Snapshots of an off-boarded tenant stay readable.
    private IEnumerable<string> TenantIds(string pattern) =>
        Store.Tenants.Get(pattern, includeOffBoarded: true) is { Count: > 0 } known
            ? known.Select(tenant => tenant.Id)
            : Store.Tenants.Resolve([pattern]).Select(tenant => tenant.Id);

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == PathsSet)
        {
            WriteObject(Store.Access.SnapshotPaths(Id), enumerateCollection: true);
        }
        else
        {
            WriteObject(Store.Access.Snapshots([.. Tenant.SelectMany(TenantIds).Distinct()]), enumerateCollection: true);
        }
    }
}
