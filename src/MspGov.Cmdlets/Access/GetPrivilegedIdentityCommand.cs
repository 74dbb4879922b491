using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access.Identities;

namespace MspGov.Cmdlets.Access;

/// <summary>The register of privileged identities across tenants.</summary>
[Cmdlet(VerbsCommon.Get, "PrivilegedIdentity")]
[OutputType(typeof(PrivilegedIdentity))]
public sealed class GetPrivilegedIdentityCommand : FleetCmdlet
{
    /// <summary>Only these identities: ids or names; wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Identity { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessAll(IReadOnlyList<string> tenantIds) => Pump<PrivilegedIdentity>((output, token) =>
        Store.Access.IdentitiesAsync(new() { TenantIds = tenantIds, Identities = Identity, ThrottleLimit = ThrottleLimit, Delta = !Full }, output, token));
}
