using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Errors;
using MspGov.Core.Reports;

namespace MspGov.Cmdlets.Reports;

/// <summary>Writes a report for management: one self-contained page that prints, tables, and JSON; of all tenants together or one a tenant.</summary>
[Cmdlet(VerbsData.Export, "GovernanceReport", SupportsShouldProcess = true)]
[OutputType(typeof(ReportFile))]
public sealed class ExportGovernanceReportCommand : RecordingCmdlet
{
    private readonly List<string> _tenants = [];

    /// <summary>Tenants: names, ids or wildcards; all that the operator may read by default.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Tenant { get; set; } = [];

    /// <summary>Folder to write to; made where it is missing.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Begin of the period; 90 days before its end by default.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? From { get; set; }

    /// <summary>End of the period; now by default.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? To { get; set; }

    /// <summary>Title of the page.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    /// <summary>Forms to write: Html, Csv, Json; all by default.</summary>
    [Parameter]
    public ReportFormats Format { get; set; } = ReportFormats.All;

    /// <summary>A report for each tenant in a folder of its name, which tells of no other tenant.</summary>
    [Parameter]
    public SwitchParameter PerTenant { get; set; }

    /// <summary>Replaces files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process() =>
        _tenants.AddRange(Tenant.Length == 0 ? Store.Reports.Readable() : Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id));

    /// <inheritdoc/>
    protected override void EndWork()
    {
        string[] tenants = [.. _tenants.Distinct(StringComparer.OrdinalIgnoreCase)];
        if (tenants.Length == 0 && Tenant.Length > 0)
        {
            return; // said already
        }

        if (tenants.Length == 0)
        {
            throw TenantErrors.NotFound.With("There is no tenant to report on. Get-ClientTenant lists those registered.");
        }

        string folder = FullPath(Path);
        if (!ShouldProcess(folder, PerTenant ? $"Write a report for each of {tenants.Length} tenants" : $"Write a report on {(tenants.Length == 1 ? "one tenant" : $"{tenants.Length} tenants")}"))
        {
            return;
        }

        DateTimeOffset end = To ?? DateTimeOffset.UtcNow;
        var request = new ReportRequest
        {
            TenantIds = tenants,
            Folder = folder,
            From = From ?? end.AddDays(-90),
            To = end,
            Title = Title,
            Formats = Format,
            PerTenant = PerTenant,
            Overwrite = Force,
            Ticket = Ticket,
            Reason = Reason,
        };
        foreach (ReportFile file in Store.Reports.Export(request, failure => WriteError(ErrorRecords.From(failure)), Stopped))
        {
            WriteObject(file);
        }
    }
}
