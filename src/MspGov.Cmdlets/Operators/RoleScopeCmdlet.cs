using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Operators;

namespace MspGov.Cmdlets.Operators;

/// <summary>Base of the cmdlets that say where an operator role holds.</summary>
public abstract class RoleScopeCmdlet : RecordingCmdlet
{
    /// <summary>In every tenant, and for what belongs to the MSP.</summary>
    [Parameter]
    public SwitchParameter AllTenants { get; set; }

    /// <summary>In these tenants.</summary>
    [Parameter]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = [];

    /// <summary>In the tenants of these groups.</summary>
    [Parameter]
    public string[] TenantGroup { get; set; } = [];

    /// <summary>In the tenants of these jurisdictions.</summary>
    [Parameter]
    public string[] Jurisdiction { get; set; } = [];

    /// <summary>The scope that was given; none is an error, for nobody gets everything by leaving something out.</summary>
    protected RoleScope Scope() => new()
    {
        AllTenants = AllTenants,
        Tenants = Tenant.Length == 0 ? [] : [.. Store.Tenants.Resolve(Tenant).Select(tenant => tenant.Id)],
        TenantGroups = TenantGroup,
        Jurisdictions = Jurisdiction,
    };
}
