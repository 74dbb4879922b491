using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.JobRoles;

namespace MspGov.Cmdlets.JobRoles;

/// <summary>Shows the job role catalogue, or who holds which job role.</summary>
[Cmdlet(VerbsCommon.Get, "JobRole", DefaultParameterSetName = "Catalogue")]
[OutputType(typeof(JobRoleDocument), typeof(JobRoleAssignmentDocument))]
public sealed class GetJobRoleCommand : OptionalTenantCmdlet
{
    /// <summary>Names of job roles; wildcards allowed.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(JobRoleCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Also superseded versions.</summary>
    [Parameter(ParameterSetName = "Catalogue")]
    public SwitchParameter AllVersions { get; set; }

    /// <summary>Who holds the job roles, in place of the job roles themselves.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Assignment")]
    public SwitchParameter Assignment { get; set; }

    /// <summary>Only this person's; wildcards allowed.</summary>
    [Parameter(ParameterSetName = "Assignment")]
    [SupportsWildcards]
    public string? Person { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (string name in Name)
        {
            if (Assignment)
            {
                var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
                WriteObject(Store.JobRoles.Assignments(TenantIds(), Person).Where(held => pattern.IsMatch(held.JobRole)), enumerateCollection: true);
            }
            else
            {
                WriteObject(Store.JobRoles.Get(name, AllVersions), enumerateCollection: true);
            }
        }
    }
}
