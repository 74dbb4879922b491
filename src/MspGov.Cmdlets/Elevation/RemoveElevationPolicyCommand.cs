using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access;
using MspGov.Core.Elevation;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Removes an elevation policy that was set, so that the less telling one holds again.</summary>
[Cmdlet(VerbsCommon.Remove, "ElevationPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveElevationPolicyCommand : RecordingCmdlet
{
    /// <summary>Role by name or template id, a group id, privileged, or *.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DirectoryRoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string Role { get; set; } = string.Empty;

    /// <summary>Tier it holds for; any when not given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public TenantTier? Tier { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        string id = EntraReference.Roles.Values.FirstOrDefault(role => string.Equals(role.Name, Role, StringComparison.OrdinalIgnoreCase))?.TemplateId ?? Role;
        string key = ElevationPolicyDocument.KeyOf(Tier, id);
        if (ShouldProcess(key, "Remove elevation policy"))
        {
            Store.Elevation.RemovePolicy(key, Ticket, Reason);
        }
    }
}
