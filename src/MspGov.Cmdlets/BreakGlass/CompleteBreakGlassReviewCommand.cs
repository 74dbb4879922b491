using System.Management.Automation;
using MspGov.Cmdlets.Elevation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;

namespace MspGov.Cmdlets.BreakGlass;

/// <summary>Closes the review of a break-glass use.</summary>
[Cmdlet(VerbsLifecycle.Complete, "BreakGlassReview", SupportsShouldProcess = true)]
[OutputType(typeof(ElevationGrant))]
public sealed class CompleteBreakGlassReviewCommand : GrantCmdlet
{
    /// <summary>What was found.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Finding { get; set; } = string.Empty;

    /// <summary>The use was not justified.</summary>
    [Parameter]
    public SwitchParameter NotJustified { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (this.Confirmed(Force, GrantId, "Complete break-glass review"))
        {
            WriteObject(Await(token => Store.Elevation.ReviewAsync(GrantId, !NotJustified, Finding, token)));
        }
    }
}
