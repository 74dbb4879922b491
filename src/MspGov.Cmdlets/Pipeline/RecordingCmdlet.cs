using System.Management.Automation;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>Base of the cmdlets that record a decision with its ticket and reason.</summary>
public abstract class RecordingCmdlet : SessionCmdlet
{
    /// <summary>Ticket of the PSA.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason in words.</summary>
    [Parameter]
    public string? Reason { get; set; }
}
