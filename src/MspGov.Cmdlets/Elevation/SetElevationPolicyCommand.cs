using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Core.Elevation;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Sets what elevation to a role costs in tenants of a tier.</summary>
[Cmdlet(VerbsCommon.Set, "ElevationPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(ElevationPolicyDocument))]
public sealed class SetElevationPolicyCommand : ElevationPolicyCmdlet
{
    /// <summary>Longest duration.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? MaximumDuration { get; set; }

    /// <summary>Duration where none is asked for.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? DefaultDuration { get; set; }

    /// <summary>None, One, Two or Client.</summary>
    [Parameter]
    public ElevationApproval? Approval { get; set; }

    /// <summary>Regular expression that the whole ticket must match; empty for none.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? TicketPattern { get; set; }

    /// <summary>Job roles whose holders may ask; empty for all.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? JobRole { get; set; }

    /// <summary>How long a request waits.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? ApproveWithin { get; set; }

    /// <summary>How far ahead a start may lie.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? ScheduleAhead { get; set; }

    /// <summary>Longest break-glass use; zero forbids it.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? BreakGlassMaximum { get; set; }

    /// <summary>Within what time it is reviewed.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? BreakGlassReviewWithin { get; set; }

    /// <summary>Where events are posted; empty for nowhere.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Webhook { get; set; }

    /// <summary>Operators who are told of every break-glass use.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(OperatorCompleter))]
    public string[]? NotifyOperator { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!ShouldProcess(PolicyKey, "Set elevation policy"))
        {
            return;
        }

        IReadOnlyList<ElevationPolicyDocument> known = Store.Elevation.GetPolicies();
        ElevationPolicyDocument start = known.FirstOrDefault(policy => policy.Key == PolicyKey)
            ?? known.First(policy => policy.Tier == (Tier ?? TenantTier.HighRegulation) && policy.Role == ElevationPolicyDocument.Privileged);
        WriteObject(Store.Elevation.SetPolicy(Changed(start) with { Tier = Tier, Role = RoleId, RoleName = Named?.Name }, Ticket, Reason));
    }

    private ElevationPolicyDocument Changed(ElevationPolicyDocument policy) => policy with
    {
        MaximumDuration = MaximumDuration ?? policy.MaximumDuration,
        DefaultDuration = DefaultDuration ?? (MaximumDuration < policy.DefaultDuration ? MaximumDuration.Value : policy.DefaultDuration),
        Approval = Approval ?? policy.Approval,
        TicketPattern = TicketPattern is null ? policy.TicketPattern : TicketPattern.Length == 0 ? null : TicketPattern,
        JobRoles = JobRole ?? policy.JobRoles,
        ApproveWithin = ApproveWithin ?? policy.ApproveWithin,
        ScheduleAhead = ScheduleAhead ?? policy.ScheduleAhead,
        BreakGlassMaximum = BreakGlassMaximum ?? (MaximumDuration < policy.BreakGlassMaximum ? MaximumDuration.Value : policy.BreakGlassMaximum),
        BreakGlassReviewWithin = BreakGlassReviewWithin ?? policy.BreakGlassReviewWithin,
        Notice = new ElevationNotice
        {
            Webhook = Webhook is null ? policy.Notice.Webhook : Webhook.Length == 0 ? null : Webhook,
            Operators = NotifyOperator ?? policy.Notice.Operators,
        },
    };
}
