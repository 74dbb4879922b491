using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Elevation;

namespace MspGov.Cmdlets.Elevation;

/// <summary>Lists the elevation policies: those that were set and the built-in ones.</summary>
[Cmdlet(VerbsCommon.Get, "ElevationPolicy")]
[OutputType(typeof(ElevationPolicyDocument))]
public sealed class GetElevationPolicyCommand : SessionCmdlet
{
    /// <summary>Role, privileged or *: a wildcard.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string Role { get; set; } = "*";

    /// <inheritdoc/>
    protected override void Process()
    {
        var pattern = WildcardPattern.Get(Role, WildcardOptions.IgnoreCase);
        WriteObject(Store.Elevation.GetPolicies().Where(policy => pattern.IsMatch(policy.Role) || (policy.RoleName is not null && pattern.IsMatch(policy.RoleName))), enumerateCollection: true);
    }
}
