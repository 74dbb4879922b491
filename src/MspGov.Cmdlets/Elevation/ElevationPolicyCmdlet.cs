using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access;
using MspGov.Core.Elevation;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Base of the cmdlets that change the elevation policy of one role and tier.</summary>
public abstract class ElevationPolicyCmdlet : RecordingCmdlet
{
    /// <summary>Role by name or template id, a group id, privileged, or *.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DirectoryRoleCompleter))]
    [ValidateNotNullOrEmpty]
    public string Role { get; set; } = string.Empty;

    /// <summary>Tier it holds for; any when not given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public TenantTier? Tier { get; set; }

    /// <summary>The built-in role that is meant; null for a group, a class of roles, or a role of the tenant's own.</summary>
    private protected BuiltInDirectoryRole? Named =>
        EntraReference.Roles.Values.FirstOrDefault(role => string.Equals(role.Name, Role, StringComparison.OrdinalIgnoreCase) || role.TemplateId == Role);

    /// <summary>The role as policies name it.</summary>
    private protected string RoleId => Named?.TemplateId ?? Role;

    /// <summary>The policy's key.</summary>
    private protected string PolicyKey => ElevationPolicyDocument.KeyOf(Tier, RoleId);
}
