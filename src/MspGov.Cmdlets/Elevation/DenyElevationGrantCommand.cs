using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Denies a request for elevation.</summary>
[Cmdlet(VerbsLifecycle.Deny, "ElevationGrant", SupportsShouldProcess = true)]
[OutputType(typeof(ElevationGrant))]
public sealed class DenyElevationGrantCommand : GrantCmdlet
{
    /// <summary>Why.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (this.Confirmed(Force, GrantId, "Deny elevation"))
        {
            WriteObject(Await(token => Store.Elevation.DenyAsync(GrantId, Reason, token)));
        }
    }
}
