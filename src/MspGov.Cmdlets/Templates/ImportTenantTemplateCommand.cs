using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Templates;

/// <summary>Makes a version of a folder of YAML files, or of a ready-made template.</summary>
[Cmdlet(VerbsData.Import, "TenantTemplate", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(TemplateInfo))]
public sealed class ImportTenantTemplateCommand : SessionCmdlet
{
    /// <summary>Folder.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Name of a template that comes with the module.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ReadyMade")]
    [ArgumentCompleter(typeof(ReadyMadeTemplateCompleter))]
    public string ReadyMade { get; set; } = "";

    /// <summary>Operators who may approve versions.</summary>
    [Parameter]
    public string[] Owner { get; set; } = [];

    /// <summary>What changed and why.</summary>
    [Parameter]
    public string? Changelog { get; set; }

    /// <summary>Ticket.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        bool ready = ParameterSetName == "ReadyMade";
        if (ShouldProcess(ready ? ReadyMade : FullPath(Path), "Create template version"))
        {
            WriteObject(Store.Templates.Import(new TemplateImportRequest
            {
                Folder = ready ? null : FullPath(Path),
                ReadyMade = ready ? ReadyMade : null,
                Owners = Owner,
                Changelog = Changelog,
                Ticket = Ticket,
            }));
        }
    }
}
