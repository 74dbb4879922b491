using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Reviews;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Reviews;

/// <summary>Decides items of a campaign, one or many.</summary>
[Cmdlet(VerbsLifecycle.Submit, "AccessReviewDecision", SupportsShouldProcess = true)]
[OutputType(typeof(ReviewItem))]
public sealed class SubmitAccessReviewDecisionCommand : SessionCmdlet
{
    private readonly List<DecideReviewItem> _decisions = [];

    /// <summary>Items.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Item")]
    public string[] ItemId { get; set; } = [];

    /// <summary>Decision.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public ReviewDecisionKind Decision { get; set; }

    /// <summary>Fingerprint of the item as it was seen.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Fingerprint { get; set; }

    /// <summary>Reason.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Reason { get; set; }

    /// <summary>New owner of the object, or owner of the exception.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Owner { get; set; }

    /// <summary>End of the exception, UTC.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [UtcTransformation]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Ticket.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Ticket { get; set; }

    /// <summary>Gives the decided items out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string item in ItemId)
        {
            if (ShouldProcess(item, $"Decide {Decision}"))
            {
                _decisions.Add(new DecideReviewItem
                {
                    Input = new ReviewDecisionInput { Item = item, Fingerprint = Fingerprint ?? "", Decision = Decision, Reason = Reason, Owner = Owner, Until = Until, Ticket = Ticket },
                    Ticket = Ticket,
                });
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndWork()
    {
        if (_decisions.Count > 0)
        {
            Pump<ReviewItem>((output, token) => Store.Reviews.DecideAsync(_decisions, output, token, PassThru));
        }
    }
}
