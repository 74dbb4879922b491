using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Reports;

namespace MspGov.Cmdlets.Reports;

/// <summary>Shows how tenants stand: what is overdue, standing, expired, open, stale or unknown, why it matters, and the command that mends it.</summary>
[Cmdlet(VerbsCommon.Get, "GovernancePosture", DefaultParameterSetName = "Tenant")]
[OutputType(typeof(GovernancePosture), typeof(PostureCheck))]
public sealed class GetGovernancePostureCommand : SessionCmdlet
{
    private readonly List<string> _tenants = [];

    /// <summary>Tenants: names, ids or wildcards; all that the operator may read by default.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Tenant { get; set; } = [];

    /// <summary>Only these checks.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(PostureCheckCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = ["*"];

    /// <summary>Gives the checks that are not well, one a line, instead of tenants.</summary>
    [Parameter]
    public SwitchParameter Finding { get; set; }

    /// <summary>One posture over all tenants asked, with the MSP's own checks.</summary>
    [Parameter]
    public SwitchParameter Overall { get; set; }

    /// <summary>As it stood at this time.</summary>
    [Parameter]
    [UtcTransformation]
    public DateTimeOffset? AsOf { get; set; }

    /// <inheritdoc/>
    protected override void Process() =>
        _tenants.AddRange(Tenant.Length == 0 ? Store.Reports.Readable() : Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id));

    /// <inheritdoc/>
    protected override void EndWork()
    {
        var patterns = Check.Select(check => new WildcardPattern(check, WildcardOptions.IgnoreCase)).ToArray();
        IEnumerable<GovernancePosture> tenants = Store.Reports.GetPosture(
            [.. _tenants.Distinct(StringComparer.OrdinalIgnoreCase)], AsOf, failure => WriteError(ErrorRecords.From(failure)), Stopped);
        foreach (GovernancePosture posture in Overall ? [Store.Reports.GetOverallPosture([.. tenants], AsOf)] : tenants)
        {
            GovernancePosture asked = posture with { Checks = [.. posture.Checks.Where(check => patterns.Any(pattern => pattern.IsMatch(check.Check)))] };
            if (Finding)
            {
                WriteObject(asked.Findings, enumerateCollection: true);
            }
            else
            {
                WriteObject(asked);
            }
        }
    }
}
