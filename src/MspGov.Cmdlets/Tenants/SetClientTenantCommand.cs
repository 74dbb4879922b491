using System.Management.Automation;
using MspGov.Cmdlets.Completion;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Tenants;

/// <summary>Changes attributes or connection of registered tenants.</summary>
[Cmdlet(VerbsCommon.Set, "ClientTenant", SupportsShouldProcess = true)]
[OutputType(typeof(TenantDocument))]
public sealed class SetClientTenantCommand : TenantAttributeCmdlet
{
    /// <summary>Tenants: names, ids or wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("TenantId")]
    [ArgumentCompleter(typeof(TenantCompleter))]
    [SupportsWildcards]
    public string[] Tenant { get; set; } = [];

    /// <summary>A new short name; only for one tenant.</summary>
    [Parameter]
    [ValidatePattern("^[^*?\\[\\]\\s][^*?\\[\\]]{0,99}$")]
    public string? NewName { get; set; }

    /// <summary>Gives the changed tenants out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (TenantDocument known in Store.Tenants.Resolve(Tenant))
        {
            if (!ShouldProcess($"{known.Name} ({known.Id})", "Change client tenant"))
            {
                continue;
            }

            (TenantConnection? connection, string? secret) = ConnectionOf(known.Connection);
            TenantDocument changed = Store.Tenants.Update(
                WithAttributes(known) with { Name = NewName ?? known.Name, Connection = connection! }, secret, Ticket, Reason);
            if (PassThru)
            {
                WriteObject(changed);
            }
        }
    }
}
