using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Access.Radius;

namespace MspGov.Cmdlets.Access;

/// <summary>What identities could reach in every tenant if they were compromised now.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "BlastRadius")]
[OutputType(typeof(BlastRadius))]
public sealed class MeasureBlastRadiusCommand : FleetCmdlet
{
    /// <summary>Object ids, app ids, sign-in names or display names.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] Identity { get; set; } = [];

    /// <summary>Roles or permissions to take away; wildcards allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] CutRole { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessAll(IReadOnlyList<string> tenantIds) => Pump<BlastRadius>((output, token) =>
        Store.Access.MeasureAsync(new() { TenantIds = tenantIds, Identities = Identity, CutRoles = CutRole, ThrottleLimit = ThrottleLimit, Delta = !Full }, output, token));
}
