using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using System.Security;

namespace MspGov.Cmdlets.Store;

/// <summary>
/// A script block that reads a secret vault, for example <c>{ Get-Secret $args[0] }</c>. It runs in a runspace of its own because tokens
/// are asked for on worker threads, where the user's runspace must not be touched.
/// </summary>
internal sealed class VaultScript(ScriptBlock script)
{
    private readonly string _text = script.ToString();

    public string? Resolve(string name)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = runspace;
        PSObject? result = shell.AddScript(_text).AddArgument(name).Invoke().FirstOrDefault();
        return result?.BaseObject switch
        {
            SecureString secure => new NetworkCredential(string.Empty, secure).Password,
            null => null,
            object other => other.ToString(),
        };
    }
}
