using System.Collections;
using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;
using MspGov.Core.Templates;

namespace MspGov.Cmdlets.Templates;

/// <summary>Copies an approved version to tenants, ring by ring; or plans that.</summary>
[Cmdlet(VerbsCommon.Copy, "TenantTemplate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = "Tenant")]
[OutputType(typeof(TemplateStepResult))]
[OutputType(typeof(TemplatePlan))]
public sealed class CopyTenantTemplateCommand : TemplateRunCmdlet
{
    private readonly List<string> _tenants = [];
    private readonly List<string> _objects = [];
    private string? _driftTemplate;

    /// <summary>Template.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Tenant")]
    [Alias("Template")]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string? Name { get; set; }

    /// <summary>Tenants: names, ids or wildcards.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = "Tenant")]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = [];

    /// <summary>What Compare-TenantTemplate found: only those objects are brought back.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Drift")]
    public TemplateDrift? InputObject { get; set; }

    /// <summary>Plan files to apply as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Plan")]
    public string[] Plan { get; set; } = [];

    /// <summary>Run to go on with.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Resume")]
    [ArgumentCompleter(typeof(TemplateRunCompleter))]
    public string Resume { get; set; } = "";

    /// <summary>Version, by number or hash; the newest approved when left out.</summary>
    [Parameter(ParameterSetName = "Tenant")]
    [Parameter(ParameterSetName = "Drift")]
    [ArgumentCompleter(typeof(TemplateVersionCompleter))]
    public string? Version { get; set; }

    /// <summary>Tenants of the first ring.</summary>
    [Parameter(ParameterSetName = "Tenant")]
    [Parameter(ParameterSetName = "Drift")]
    [Parameter(ParameterSetName = "Plan")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Canary { get; set; } = [];

    /// <summary>Tenants in each later ring; all at once when 0.</summary>
    [Parameter(ParameterSetName = "Tenant")]
    [Parameter(ParameterSetName = "Drift")]
    [Parameter(ParameterSetName = "Plan")]
    [ValidateRange(0, 10000)]
    public int RingSize { get; set; }

    /// <summary>Pause after each ring but the last.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan Soak { get; set; }

    /// <summary>Parameter values for all tenants.</summary>
    [Parameter(ParameterSetName = "Tenant")]
    [Parameter(ParameterSetName = "Drift")]
    public Hashtable? Parameter { get; set; }

    /// <summary>Parameter values by tenant.</summary>
    [Parameter(ParameterSetName = "Tenant")]
    [Parameter(ParameterSetName = "Drift")]
    public Hashtable? TenantParameter { get; set; }

    /// <summary>Only these objects, as kind or kind/name; wildcards allowed.</summary>
    [Parameter(ParameterSetName = "Tenant")]
    [ArgumentCompleter(typeof(TemplateKindCompleter))]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    /// <summary>Writes a plan file a tenant into this folder, and changes nothing.</summary>
    [Parameter(ParameterSetName = "Tenant")]
    [Parameter(ParameterSetName = "Drift")]
    public string? PlanPath { get; set; }

    /// <summary>Deletes what the template says must not be there.</summary>
    [Parameter]
    public SwitchParameter AllowDelete { get; set; }

    /// <summary>Deletes objects of the kinds covered that the template does not name.</summary>
    [Parameter]
    public SwitchParameter RemoveExtra { get; set; }

    /// <summary>New Conditional Access policies start report-only.</summary>
    [Parameter]
    public SwitchParameter ReportOnly { get; set; }

    /// <summary>Does what can be done where some objects cannot.</summary>
    [Parameter]
    public SwitchParameter SkipBlocked { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is { } drift)
        {
            if (_driftTemplate is not null && _driftTemplate != drift.Template)
            {
                throw Core.Errors.PolicyErrors.InvalidArgument.With($"The report is of several templates ({_driftTemplate}, {drift.Template}); copy one at a time.");
            }

            _driftTemplate = drift.Template;
            if (drift.Status is TemplateDriftStatus.Missing or TemplateDriftStatus.Changed or TemplateDriftStatus.Extra)
            {
                _tenants.Add(drift.TenantId);
                _objects.Add($"{drift.Kind}/{drift.Key}");
            }
        }
        else if (Plan.Length > 0)
        {
            _tenants.AddRange(Store.Templates.TenantsOf([.. Plan.Select(FullPath)]));
        }
        else if (Tenant.Length > 0)
        {
            _tenants.AddRange(Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id));
        }
    }

    /// <inheritdoc/>
    protected override void EndWork()
    {
        if (ParameterSetName == "Resume")
        {
            if (this.Confirmed(Force, Resume, "Go on with template run"))
            {
                Pump<TemplateStepResult>((output, token) => Store.Templates.ResumeAsync(Resume, ThrottleLimit, output, token));
            }

            return;
        }

        if (InputObject is not null && _tenants.Count == 0)
        {
            return;
        }

        TemplateCopyRequest request = Request();
        int tenants = _tenants.Distinct().Count();
        if (PlanPath is not null)
        {
            Pump<TemplatePlan>((output, token) => Store.Templates.PlanAsync(request, FullPath(PlanPath), output, token));
        }
        else if (this.Confirmed(Force, $"{tenants} tenants", $"Copy template {request.Name}"))
        {
            Pump<TemplateStepResult>((output, token) => Store.Templates.CopyAsync(request, output, token));
        }
        else if (ParameterSetName != "Plan" && this.IsWhatIf())
        {
            Pump<TemplatePlan>((output, token) => Store.Templates.PlanAsync(request, null, output, token));
        }
    }

    private TemplateCopyRequest Request() => new()
    {
        Name = Name ?? _driftTemplate ?? "",
        Version = Version,
        Rings = Rings(),
        Soak = Soak,
        Parameters = TemplateJson.ByTenant(Parameter, TenantParameter, name => Store.Tenants.Resolve([name])[0].Id),
        Options = new TemplatePlanOptions
        {
            AllowDelete = AllowDelete,
            RemoveExtra = RemoveExtra,
            ReportOnly = ReportOnly,
            SkipBlocked = SkipBlocked,
            Include = ParameterSetName == "Drift" ? [.. _objects.Distinct()] : Include,
        },
        PlanPaths = [.. Plan.Select(FullPath)],
        ThrottleLimit = ThrottleLimit,
        Ticket = Ticket,
        Reason = Reason,
    };

    private List<IReadOnlyList<string>> Rings()
    {
        HashSet<string> canaries = Canary.Length == 0 ? [] : [.. Store.Tenants.Resolve(Canary).Select(tenant => tenant.Id)];
        List<string> all = [.. _tenants.Distinct()];
        List<IReadOnlyList<string>> rings = [[.. all.Where(canaries.Contains)]];
        string[] rest = [.. all.Where(tenant => !canaries.Contains(tenant))];
        rings.AddRange(RingSize > 0 ? rest.Chunk(RingSize) : [rest]);
        return rings;
    }
}
