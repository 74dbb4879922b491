using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Writes an evidence pack of one tenant: a folder, or a zip.</summary>
[Cmdlet(VerbsData.Export, "AuditEvidence", SupportsShouldProcess = true)]
[OutputType(typeof(EvidenceInfo))]
public sealed class ExportAuditEvidenceCommand : TenantCmdlet
{
    /// <summary>Folder to create, or a path that ends in .zip.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>First entry by seq.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? Start { get; set; }

    /// <summary>End by seq, exclusive.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? End { get; set; }

    /// <summary>Trust anchor file or earlier pack that consistency is proven from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Baseline { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        TenantDocument tenant = this.Single(ResolveTenants());
        string path = FullPath(Path);
        if (ShouldProcess(path, $"Export evidence of {tenant.Name}"))
        {
            EvidenceInfo pack = Store.Ledger.ExportEvidence(
                new EvidenceRequest
                {
                    TenantId = tenant.Id,
                    Path = path,
                    Start = Start,
                    End = End,
                    Baseline = Baseline is null ? null : FullPath(Baseline),
                    Report = Store.Reports.PackReport(tenant.Id),
                },
                Stopped);
            foreach (string warning in pack.Warnings)
            {
                WriteWarning(warning);
            }

            WriteObject(pack);
        }
    }
}
