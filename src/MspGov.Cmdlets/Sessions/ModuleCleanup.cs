using System.Management.Automation;

namespace MspGov.Cmdlets.Sessions;

/// <summary>Closes open stores when the module is removed.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => RunspaceSession.CloseAll();
}
