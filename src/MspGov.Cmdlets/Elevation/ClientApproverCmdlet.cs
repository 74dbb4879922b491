using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Base of the cmdlets that act on one approver at a client.</summary>
public abstract class ClientApproverCmdlet : RecordingTenantCmdlet
{
    /// <summary>Name or address of the approver.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;
}
