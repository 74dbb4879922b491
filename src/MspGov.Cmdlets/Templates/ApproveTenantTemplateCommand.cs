using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;
using MspGov.Core.Templates;

namespace MspGov.Cmdlets.Templates;

/// <summary>Approves a version of a template or a saved plan, or withdraws a version.</summary>
[Cmdlet(VerbsLifecycle.Approve, "TenantTemplate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = "Version")]
[OutputType(typeof(TemplateInfo), ParameterSetName = ["Version"])]
[OutputType(typeof(TemplatePlan), ParameterSetName = ["Plan"])]
public sealed class ApproveTenantTemplateCommand : SessionCmdlet
{
    /// <summary>Name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Version")]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Version, by number or hash; the newest when left out.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = "Version")]
    [ArgumentCompleter(typeof(TemplateVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Withdraws the version in place of approving it: it cannot be copied any more.</summary>
    [Parameter(ParameterSetName = "Version")]
    public SwitchParameter Withdraw { get; set; }

    /// <summary>Plan files to approve.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Plan")]
    [Alias("FullName")]
    public string[] Plan { get; set; } = [];

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == "Plan")
        {
            foreach (string path in Plan.Where(path => ShouldProcess(path, "Approve plan")))
            {
                WriteObject(Store.Templates.ApprovePlan(FullPath(path), Ticket, Reason));
            }
        }
        else if (ShouldProcess($"{Name} {Version}".Trim(), Withdraw ? "Withdraw template version" : "Approve template version"))
        {
            WriteObject(Withdraw ? Store.Templates.Deprecate(Name, Version, Ticket, Reason) : Store.Templates.Approve(Name, Version, Ticket, Reason));
        }
    }
}
