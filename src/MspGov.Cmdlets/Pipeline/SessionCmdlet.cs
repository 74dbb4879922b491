using System.Management.Automation;
using MspGov.Cmdlets.Sessions;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>Base of the cmdlets that work in an open store.</summary>
public abstract class SessionCmdlet : GovCmdlet
{
    /// <summary>The session of Connect-GovernanceStore; the runspace's own by default.</summary>
    [Parameter]
    public GovernanceSession? Session { get; set; }

    /// <summary>The open store.</summary>
    protected IGovernanceSession Store => (Session ?? RunspaceSession.Require()).Open;
}
