using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Templates;

/// <summary>Shows templates, their versions, and what became of copying them.</summary>
[Cmdlet(VerbsCommon.Get, "TenantTemplate", DefaultParameterSetName = "Template")]
[OutputType(typeof(TemplateInfo), ParameterSetName = ["Template"])]
[OutputType(typeof(TemplateRolloutInfo), ParameterSetName = ["Run"])]
[OutputType(typeof(string), ParameterSetName = ["ReadyMade"])]
public sealed class GetTenantTemplateCommand : SessionCmdlet
{
    /// <summary>Name; wildcards allowed.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Template")]
    [Alias("Template")]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    [SupportsWildcards]
    public string? Name { get; set; }

    /// <summary>One version, by number or by the beginning of its hash.</summary>
    [Parameter(ParameterSetName = "Template")]
    [ArgumentCompleter(typeof(TemplateVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Every version, newest first.</summary>
    [Parameter(ParameterSetName = "Template")]
    public SwitchParameter AllVersions { get; set; }

    /// <summary>Runs: an id, or * for all.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Run")]
    [ArgumentCompleter(typeof(TemplateRunCompleter))]
    [SupportsWildcards]
    public string Run { get; set; } = "";

    /// <summary>Names of the templates that come with the module.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "ReadyMade")]
    public SwitchParameter ReadyMade { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case "Run":
                var pattern = WildcardPattern.Get(Run, WildcardOptions.IgnoreCase);
                WriteObject(Store.Templates.GetRuns().Where(run => pattern.IsMatch(run.Run)), enumerateCollection: true);
                break;
            case "ReadyMade":
                WriteObject(Store.Templates.ReadyMade(), enumerateCollection: true);
                break;
            default:
                WriteTemplates();
                break;
        }
    }

    private void WriteTemplates()
    {
        if (Name is not null && Version is not null)
        {
            WriteObject(Store.Templates.Find(Name, Version));
            return;
        }

        IReadOnlyList<TemplateInfo> found = Store.Templates.Get(Name, AllVersions);
        if (found.Count == 0 && Name is not null && !WildcardPattern.ContainsWildcardCharacters(Name))
        {
            Store.Templates.Find(Name);
        }

        WriteObject(found, enumerateCollection: true);
    }
}
