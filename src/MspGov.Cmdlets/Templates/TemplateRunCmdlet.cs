using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;

namespace MspGov.Cmdlets.Templates;

/// <summary>What copying a template to tenants and undoing that have in common.</summary>
public abstract class TemplateRunCmdlet : SessionCmdlet
{
    /// <summary>Tenants at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }
}
