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

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == PathsSet)
        {
            WriteObject(Store.Access.SnapshotPaths(Id), enumerateCollection: true);
        }
        else
        {
            WriteObject(Store.Access.Snapshots([.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)]), enumerateCollection: true);
        }
    }
}
