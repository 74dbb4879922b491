using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;

namespace MspGov.Cmdlets.Templates;

/// <summary>Writes a version as YAML files, made for review in git.</summary>
[Cmdlet(VerbsData.Export, "TenantTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTenantTemplateCommand : SessionCmdlet
{
    /// <summary>Template.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Folder: new, empty, or one that holds this template already.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Version, by number or hash; the newest when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TemplateVersionCompleter))]
    public string? Version { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string folder = FullPath(Path);
        if (ShouldProcess(folder, $"Write template {Name}"))
        {
            foreach (string file in Store.Templates.Export(Name, Version, folder))
            {
                WriteObject(new FileInfo(System.IO.Path.Combine(folder, file)));
            }
        }
    }
}
