using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.BreakGlass;

namespace MspGov.Cmdlets.BreakGlass;

/// <summary>Lists registered emergency accounts.</summary>
[Cmdlet(VerbsCommon.Get, "BreakGlassAccount")]
[OutputType(typeof(BreakGlassAccountDocument))]
public sealed class GetBreakGlassAccountCommand : EveryTenantCmdlet
{
    /// <inheritdoc/>
    protected override void Process()
    {
        WriteObject(Store.BreakGlass.Get(NamedTenants()), enumerateCollection: true);
    }
}
