using System.Management.Automation;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access.Identities;

namespace MspGov.Cmdlets.Access;

/// <summary>Applications and managed identities across tenants, with findings after the OWASP Non-Human Identities Top 10.</summary>
[Cmdlet(VerbsCommon.Get, "NonHumanIdentity")]
[OutputType(typeof(NonHumanIdentity))]
public sealed class GetNonHumanIdentityCommand : FleetCmdlet
{
    /// <summary>Only these identities: ids or names; wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Identity { get; set; } = [];

    /// <summary>How near the end of a credential counts as expiring.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan ExpiringWithin { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Only those with one of these findings.</summary>
    [Parameter]
    [ValidateSet("Expired", "Expiring", "NeverUsed", "Ownerless", "Overprivileged", "SecretNotFederated", "LongLivedSecret", "ManyTenants", "ThirdParty")]
    public string[] Finding { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessAll(IReadOnlyList<string> tenantIds) => Pump<NonHumanIdentity>((output, token) => Store.Access.NonHumansAsync(
        new() { TenantIds = tenantIds, Identities = Identity, Findings = Finding, ExpiringWithin = ExpiringWithin, ThrottleLimit = ThrottleLimit, Delta = !Full }, output, token));
}
