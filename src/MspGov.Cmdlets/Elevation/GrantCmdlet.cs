using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Base of the cmdlets that act on one elevation grant.</summary>
public abstract class GrantCmdlet : SessionCmdlet
{
    /// <summary>Id of the grant.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(GrantCompleter))]
    [ValidateNotNullOrEmpty]
    public string GrantId { get; set; } = string.Empty;

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }
}
