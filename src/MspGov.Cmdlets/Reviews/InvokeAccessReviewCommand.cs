using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Reviews;

/// <summary>Runs or resumes a campaign: applies what was decided, and proves it.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "AccessReview", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ReviewOutcome))]
public sealed class InvokeAccessReviewCommand : OptionalTenantCmdlet
{
    /// <summary>Campaign.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ReviewCompleter))]
    public string ReviewId { get; set; } = "";

    /// <summary>Starts no further change after so many failures.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? StopAfterFailures { get; set; }

    /// <summary>Tenants at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool apply = this.Confirmed(Force, $"{ReviewId}{(Tenant.Length == 0 ? "" : " in " + string.Join(", ", Tenant))}", "Apply the decisions of access review");
        bool plan = !apply && (MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? whatIf) ? whatIf is SwitchParameter { IsPresent: true } : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference")));
        if (apply || plan)
        {
            var request = new InvokeReviewRequest { Review = ReviewId, TenantIds = TenantIds(), DryRun = plan, ThrottleLimit = ThrottleLimit, StopAfterFailures = StopAfterFailures };
            Pump<ReviewOutcome>((output, token) => Store.Reviews.InvokeAsync(request, output, token));
        }
    }
}
