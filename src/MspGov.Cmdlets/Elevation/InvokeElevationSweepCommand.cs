using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Ends, settles, begins and expires what is due; for schedulers.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ElevationSweep", SupportsShouldProcess = true)]
[OutputType(typeof(ElevationSweepSummary))]
public sealed class InvokeElevationSweepCommand : EveryTenantCmdlet
{
    /// <summary>Tenants at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool plan = !this.Confirmed(Force, string.Join(", ", Tenant), "End, settle and begin elevations that are due");
        var options = new ElevationSweepOptions
        {
            TenantIds = NamedTenants(),
            ThrottleLimit = ThrottleLimit,
            Plan = plan,
        };
        ElevationSweepSummary? summary = null;
        Pump<ElevationSweepItem>(async (output, token) => summary = await Store.Elevation.SweepAsync(options, output, token), static _ => null);
        WriteObject(summary);
    }
}
