using System.Management.Automation;
using MspGov.Cmdlets.Sessions;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>Base of the cmdlets that work in an open store.</summary>
public abstract class SessionCmdlet : GovCmdlet
{
    private GovernanceSession? _ofRunspace;

    /// <summary>The session of Connect-GovernanceStore; the runspace's own by default.</summary>
    [Parameter]
    public GovernanceSession? Session { get; set; }

    /// <summary>The open store; also from worker threads, which have no runspace of their own.</summary>
    protected IGovernanceSession Store => (Session ?? _ofRunspace ?? throw RunspaceSession.NoSession()).Open;

    private protected override void Capture() => _ofRunspace = RunspaceSession.Current;
}
