using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Lab;

/// <summary>Switches the behaviour of a lab tenant: latency, throttling and faults.</summary>
[Cmdlet(VerbsCommon.Set, "LabTenant", SupportsShouldProcess = true)]
[OutputType(typeof(LabTenant))]
public sealed class SetLabTenantCommand : SessionCmdlet
{
    /// <summary>Name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LabCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>Delay of every answer.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? Latency { get; set; }

    /// <summary>Share of requests that are answered 429.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? ThrottleRate { get; set; }

    /// <summary>Resource units per ten seconds; 0 for no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? ResourceUnitLimit { get; set; }

    /// <summary>Path prefixes below /v1.0 that answer 403.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? DeniedPath { get; set; }

    /// <summary>Path prefixes whose writes are answered with success and change nothing.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? FalseSuccessPath { get; set; }

    /// <summary>Path prefixes whose writes are applied and answered with 500.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? AppliedButFailedPath { get; set; }

    /// <summary>How long a write stays invisible to reads.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? VisibilityDelay { get; set; }

    /// <summary>How long a PIM request stays PendingProvisioning.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? PimDelay { get; set; }

    /// <summary>Whether PIM requests wait for an approval that does not come.</summary>
    [Parameter]
    public bool? PimApproval { get; set; }

    /// <summary>Share of requests whose connection is reset.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? ResetRate { get; set; }

    /// <summary>Share of answers that end in the middle.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? TruncateRate { get; set; }

    /// <summary>Share of requests that are answered 503.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? UnavailableRate { get; set; }

    /// <summary>Whether Conditional Access takes one request a second and reports five in ten seconds.</summary>
    [Parameter]
    public bool? ServiceLimit { get; set; }

    /// <summary>Largest page, whatever is asked; 0 for Graph's own.</summary>
    [Parameter]
    [ValidateRange(0, 999)]
    public int? MaxPageSize { get; set; }

    /// <summary>Gives the lab tenant out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (!ShouldProcess(Name, "Change the behaviour of the lab tenant"))
        {
            return;
        }

        LabTenant changed = Store.Labs.Set(Name, new LabBehaviour
        {
            Latency = Latency,
            ThrottleRate = ThrottleRate,
            ResourceUnitsPer10Seconds = ResourceUnitLimit,
            DeniedPaths = DeniedPath,
            FalseSuccessPaths = FalseSuccessPath,
            AppliedButFailedPaths = AppliedButFailedPath,
            VisibilityDelay = VisibilityDelay,
            PimDelay = PimDelay,
            PimApproval = PimApproval,
            ResetRate = ResetRate,
            TruncateRate = TruncateRate,
            UnavailableRate = UnavailableRate,
            ServiceLimits = ServiceLimit,
            MaxPageSize = MaxPageSize,
        });
        if (PassThru)
        {
            WriteObject(changed);
        }
    }
}
