using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Cmdlets.Sessions;

namespace MspGov.Cmdlets.Store;

/// <summary>Closes a governance store.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "GovernanceStore")]
[OutputType(typeof(void))]
public sealed class DisconnectGovernanceStoreCommand : GovCmdlet
{
    /// <summary>The session to close; the runspace's own by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public GovernanceSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (Session is null)
        {
            RunspaceSession.Clear();
        }
        else
        {
            Session.Close();
        }
    }
}
