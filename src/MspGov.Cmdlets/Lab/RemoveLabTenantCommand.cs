using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;

namespace MspGov.Cmdlets.Lab;

/// <summary>Deletes a lab tenant with all its data.</summary>
[Cmdlet(VerbsCommon.Remove, "LabTenant", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(void))]
public sealed class RemoveLabTenantCommand : SessionCmdlet
{
    /// <summary>Name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LabCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Name, "Delete lab tenant"))
        {
            Store.Labs.Remove(Name);
        }
    }
}
