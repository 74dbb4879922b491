using System.Management.Automation;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Removes an elevation policy that was set, so that the less telling one holds again.</summary>
[Cmdlet(VerbsCommon.Remove, "ElevationPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveElevationPolicyCommand : ElevationPolicyCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(PolicyKey, "Remove elevation policy"))
        {
            Store.Elevation.RemovePolicy(PolicyKey, Ticket, Reason);
        }
    }
}
