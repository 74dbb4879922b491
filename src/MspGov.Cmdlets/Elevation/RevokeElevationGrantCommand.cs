using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Ends a grant now, or withdraws a request.</summary>
[Cmdlet(VerbsSecurity.Revoke, "ElevationGrant", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ElevationGrant))]
public sealed class RevokeElevationGrantCommand : GrantCmdlet
{
    /// <summary>Reason in words.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (this.Confirmed(Force, GrantId, "Revoke elevation"))
        {
            WriteObject(Await(token => Store.Elevation.RevokeAsync(GrantId, Reason, token)));
        }
    }
}
