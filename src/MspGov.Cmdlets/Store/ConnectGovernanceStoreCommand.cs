using System.Management.Automation;
using System.Net;
using System.Security;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Loading;
using MspGov.Cmdlets.Pipeline;
using MspGov.Cmdlets.Sessions;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Store;

/// <summary>Opens a governance store for this runspace as one operator.</summary>
[Cmdlet(VerbsCommunications.Connect, "GovernanceStore")]
[OutputType(typeof(GovernanceSession))]
public sealed class ConnectGovernanceStoreCommand : GovCmdlet
{
    /// <summary>Folder of the store.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Operator to act as.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Operator { get; set; } = string.Empty;

    /// <summary>Passphrase of the operator's key.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>The operator's key file, where it is not in the store.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Thumbprint of the certificate in the user's certificate store whose key the operator signs with.</summary>
    [Parameter]
    [ValidatePattern("^[0-9A-Fa-f]{40}$")]
    public string? CertificateThumbprint { get; set; }

    /// <summary>Resolves vault: references: called with the name, returns the secret as string or SecureString.</summary>
    [Parameter]
    public ScriptBlock? SecretVault { get; set; }

    /// <summary>How long to wait while another process writes.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override bool ErrorsTerminate => true;

    /// <inheritdoc/>
    protected override void Process()
    {
        IGovernanceSession open = EngineLoader.Engine.Connect(new ConnectRequest
        {
            Path = FullPath(Path ?? StorePath.Default),
            Operator = Operator,
            Passphrase = Passphrase is null ? null : new NetworkCredential(string.Empty, Passphrase).Password,
            KeyPath = CertificateThumbprint is not null ? "cert:" + CertificateThumbprint : KeyPath is null ? null : FullPath(KeyPath),
            VaultResolver = SecretVault is null ? null : new VaultScript(SecretVault).Resolve,
            Prompt = Host.UI is { } ui ? ui.WriteWarningLine : null,
            BusyTimeout = BusyTimeout,
        });
        var session = new GovernanceSession(open);
        RunspaceSession.Set(session);
        WriteObject(session);
    }
}
