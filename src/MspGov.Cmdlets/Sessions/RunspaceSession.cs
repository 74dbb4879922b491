using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using MspGov.Core.Errors;

namespace MspGov.Cmdlets.Sessions;

/// <summary>
/// The session that a runspace is connected to. Never the process's: two runspaces of one process can act in different stores as
/// different operators without seeing each other.
/// </summary>
internal static class RunspaceSession
{
    private static readonly ConditionalWeakTable<Runspace, GovernanceSession> ByRunspace = [];

    public static GovernanceSession? Current =>
        Runspace.DefaultRunspace is { } runspace && ByRunspace.TryGetValue(runspace, out GovernanceSession? session) && session.IsOpen
            ? session
            : null;

    public static GovException NoSession() =>
        StoreErrors.NotConnected.With(
            "No governance store is connected in this runspace. Run Connect-GovernanceStore first, or pass -Session.");

    public static void Set(GovernanceSession session)
    {
        Runspace runspace = Runspace.DefaultRunspace;
        Clear();
        ByRunspace.Add(runspace, session);
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
            {
                session.Close();
            }
        };
    }

    public static void Clear()
    {
        Runspace runspace = Runspace.DefaultRunspace;
        if (ByRunspace.TryGetValue(runspace, out GovernanceSession? session))
        {
            session.Close();
            ByRunspace.Remove(runspace);
        }
    }

    public static void CloseAll()
    {
        foreach ((_, GovernanceSession session) in ByRunspace)
        {
            session.Close();
        }

        ByRunspace.Clear();
    }
}
