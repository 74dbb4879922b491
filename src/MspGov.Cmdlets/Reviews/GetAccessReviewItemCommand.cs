using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Reviews;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Reviews;

/// <summary>Lists the items of a campaign with their evidence, recommendation, decision and result.</summary>
[Cmdlet(VerbsCommon.Get, "AccessReviewItem")]
[OutputType(typeof(ReviewItem))]
public sealed class GetAccessReviewItemCommand : OptionalTenantCmdlet
{
    /// <summary>Campaign.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ReviewCompleter))]
    public string ReviewId { get; set; } = "";

    /// <summary>Only items that wait for a decision.</summary>
    [Parameter]
    public SwitchParameter Undecided { get; set; }

    /// <summary>Only items with one of these results.</summary>
    [Parameter]
    public ReviewResultKind[] Result { get; set; } = [];

    /// <summary>Only these principals.</summary>
    [Parameter]
    [SupportsWildcards]
    public string? Principal { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        WildcardPattern? pattern = Principal is null ? null : WildcardPattern.Get(Principal, WildcardOptions.IgnoreCase);
        foreach (ReviewItem item in Store.Reviews.Items(ReviewId, TenantIds()))
        {
            if ((!Undecided || (!item.IsDecided && item.Result is null))
                && (Result.Length == 0 || (item.Result is { } result && Result.Contains(result)))
                && (pattern is null || pattern.IsMatch(item.Principal) || pattern.IsMatch(item.Document.Path.PrincipalId)))
            {
                WriteObject(item);
            }
        }
    }
}
