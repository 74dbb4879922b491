using System.Collections;
using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;
using MspGov.Core.Templates;

namespace MspGov.Cmdlets.Templates;

/// <summary>Compares tenants with a template.</summary>
[Cmdlet(VerbsData.Compare, "TenantTemplate")]
[OutputType(typeof(TemplateDrift))]
public sealed class CompareTenantTemplateCommand : TenantCmdlet
{
    private readonly List<string> _tenants = [];

    /// <summary>Template.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("Template")]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Version; each tenant's own when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TemplateVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Only these objects, as kind or kind/name; wildcards allowed.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(TemplateKindCompleter))]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <summary>Parameter values for all tenants.</summary>
    [Parameter]
    public Hashtable? Parameter { get; set; }

    /// <summary>Parameter values by tenant.</summary>
    [Parameter]
    public Hashtable? TenantParameter { get; set; }

    /// <summary>Gives out what is in sync too.</summary>
    [Parameter]
    public SwitchParameter IncludeInSync { get; set; }

    /// <summary>Tenants at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <inheritdoc/>
    protected override void Process() => _tenants.AddRange(ResolveTenants().Select(tenant => tenant.Id));

    /// <inheritdoc/>
    protected override void EndWork()
    {
        var request = new TemplateCompareRequest
        {
            Name = Name,
            Version = Version,
            TenantIds = [.. _tenants.Distinct()],
            Include = Include,
            Parameters = TemplateJson.ByTenant(Parameter, TenantParameter, name => Store.Tenants.Resolve([name])[0].Id),
            IncludeInSync = IncludeInSync,
            ThrottleLimit = ThrottleLimit,
        };
        Pump<TemplateDrift>((output, token) => Store.Templates.CompareAsync(request, output, token));
    }
}
