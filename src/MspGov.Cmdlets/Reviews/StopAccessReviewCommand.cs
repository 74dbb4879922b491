using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Reviews;

/// <summary>Stops a campaign before its end. What was applied stays; nothing more is decided or applied.</summary>
[Cmdlet(VerbsLifecycle.Stop, "AccessReview", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ReviewProgress))]
public sealed class StopAccessReviewCommand : OptionalTenantCmdlet
{
    /// <summary>Campaign.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ReviewCompleter))]
    public string ReviewId { get; set; } = "";

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = "";

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the campaign out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (this.Confirmed(Force, ReviewId, "Stop access review"))
        {
            IReadOnlyList<ReviewProgress> stopped = Store.Reviews.Stop(ReviewId, TenantIds(), Ticket, Reason);
            if (PassThru)
            {
                WriteObject(stopped, enumerateCollection: true);
            }
        }
    }
}
