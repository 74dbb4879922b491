using System.Management.Automation;
using System.Net;
using System.Security;
using MspGov.Cmdlets.Loading;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Store;

/// <summary>Creates a governance store with its first operator and its keys.</summary>
[Cmdlet(VerbsData.Initialize, "GovernanceStore", SupportsShouldProcess = true)]
[OutputType(typeof(StoreInfo))]
public sealed class InitializeGovernanceStoreCommand : GovCmdlet
{
    /// <summary>Folder of the store.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Id of the first operator.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Operator { get; set; } = string.Empty;

    /// <summary>Name of the first operator.</summary>
    [Parameter]
    public string? DisplayName { get; set; }

    /// <summary>Passphrase of the operator's key.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>The MSP's own domain, as prefix of the checkpoints' origin.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string OriginPrefix { get; set; } = "mspgov.local";

    /// <inheritdoc/>
    protected override bool ErrorsTerminate => true;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = FullPath(Path ?? StorePath.Default);
        if (!ShouldProcess(path, "Create governance store"))
        {
            return;
        }

        WriteObject(EngineLoader.Engine.InitializeStore(new InitializeStoreRequest
        {
            Path = path,
            Operator = Operator,
            DisplayName = DisplayName ?? Operator,
            Passphrase = Passphrase is null ? null : new NetworkCredential(string.Empty, Passphrase).Password,
            OriginPrefix = OriginPrefix,
        }));
    }
}
