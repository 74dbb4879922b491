using System.Management.Automation;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>Base of the cmdlets that record something about tenants with its ticket and reason.</summary>
public abstract class RecordingTenantCmdlet : TenantCmdlet
{
    /// <summary>Ticket of the PSA.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason in words.</summary>
    [Parameter]
    public string? Reason { get; set; }
}
