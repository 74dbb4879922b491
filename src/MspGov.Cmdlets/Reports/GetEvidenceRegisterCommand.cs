using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Reports;

/// <summary>Shows which requirements are answered by which evidence, how fresh it is, and what is missing.</summary>
[Cmdlet(VerbsCommon.Get, "EvidenceRegister")]
[OutputType(typeof(EvidenceCoverage))]
public sealed class GetEvidenceRegisterCommand : TenantCmdlet
{
    /// <summary>Only frameworks that fit this pattern.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string Framework { get; set; } = "*";

    /// <summary>Only requirements in this state.</summary>
    [Parameter]
    public CoverageState[]? State { get; set; }

    /// <summary>A file with further requirements.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExtensionPath { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var framework = new WildcardPattern(Framework, WildcardOptions.IgnoreCase);
        string[] ids = [.. ResolveTenants().Select(tenant => tenant.Id)];
        foreach (EvidenceCoverage coverage in Store.Reports.GetEvidenceRegister(ids, ExtensionPath is null ? null : FullPath(ExtensionPath)))
        {
            if (framework.IsMatch(coverage.Framework) && (State is null || State.Contains(coverage.State)))
            {
                WriteObject(coverage);
            }
        }
    }
}
