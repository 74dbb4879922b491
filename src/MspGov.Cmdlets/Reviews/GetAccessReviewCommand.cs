using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Reviews;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Reviews;

/// <summary>Shows how far campaigns are, by tenant and reviewer; or the tenants' own access reviews.</summary>
[Cmdlet(VerbsCommon.Get, "AccessReview", DefaultParameterSetName = "Campaign")]
[OutputType(typeof(ReviewProgress), typeof(NativeReview))]
public sealed class GetAccessReviewCommand : OptionalTenantCmdlet
{
    /// <summary>Campaigns by id or name; wildcards allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = "Campaign")]
    [Alias("Id", "Name")]
    [ArgumentCompleter(typeof(ReviewCompleter))]
    [SupportsWildcards]
    public string[] ReviewId { get; set; } = ["*"];

    /// <summary>Only campaigns in one of these states.</summary>
    [Parameter(ParameterSetName = "Campaign")]
    public ReviewStatus[] Status { get; set; } = [];

    /// <summary>Only what is past due with items undecided.</summary>
    [Parameter(ParameterSetName = "Campaign")]
    public SwitchParameter Overdue { get; set; }

    /// <summary>The tenants' own access reviews (Entra ID Governance), read now.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Native")]
    public SwitchParameter Native { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string[] tenants = TenantIds();
        if (Native)
        {
            string[] all = tenants.Length > 0 ? tenants : [.. Store.Tenants.Get().Select(tenant => tenant.Id)];
            Pump<NativeReview>((output, token) => Store.Reviews.ReadNativeAsync(all, output, token));
            return;
        }

        foreach (string review in ReviewId)
        {
            WriteObject(
                Store.Reviews.Get(tenants, review).Where(progress => (Status.Length == 0 || Status.Contains(progress.Status)) && (!Overdue || progress.Overdue)),
                enumerateCollection: true);
        }
    }
}
