using System.Management.Automation;
using MspGov.Cmdlets.Loading;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Store;

/// <summary>Shows the connected store, or what can be known of a store by its path.</summary>
[Cmdlet(VerbsCommon.Get, "GovernanceStore", DefaultParameterSetName = "Connected")]
[OutputType(typeof(StoreInfo))]
public sealed class GetGovernanceStoreCommand : SessionCmdlet
{
    /// <summary>Folder of a store that need not be connected.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void Process() =>
        WriteObject(Path is null ? Store.Info : EngineLoader.Engine.InspectStore(FullPath(Path)));
}
