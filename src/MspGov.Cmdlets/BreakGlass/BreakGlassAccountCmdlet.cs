using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;

namespace MspGov.Cmdlets.BreakGlass;

/// <summary>Base of the cmdlets that act on one emergency account of a tenant.</summary>
public abstract class BreakGlassAccountCmdlet : RecordingTenantCmdlet
{
    /// <summary>Sign-in name or object id of the account.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("PrincipalId")]
    [ValidateNotNullOrEmpty]
    public string Principal { get; set; } = string.Empty;
}
