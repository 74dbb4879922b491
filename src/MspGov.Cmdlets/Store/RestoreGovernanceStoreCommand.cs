using System.Management.Automation;
using System.Net;
using System.Security;
using MspGov.Cmdlets.Loading;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Store;

/// <summary>Restores a store from a backup, or from a store that was rolled back: recorded, as a new incarnation or a successor ledger.</summary>
[Cmdlet(VerbsData.Restore, "GovernanceStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RestoreInfo))]
public sealed class RestoreGovernanceStoreCommand : GovCmdlet
{
    /// <summary>Folder of the backup, or of a store.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string BackupPath { get; set; } = string.Empty;

    /// <summary>Folder of the store.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Operator who restores.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Operator { get; set; } = string.Empty;

    /// <summary>Passphrase of the operator's key.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>The operator's key file, where it is not in the backup.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Ticket of the PSA.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason in words.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <summary>Published checkpoints, trust anchors or packs to compare the backup with.</summary>
    [Parameter]
    public string[] Checkpoint { get; set; } = [];

    /// <summary>States that nothing was published after the backup.</summary>
    [Parameter]
    public SwitchParameter NothingPublishedSince { get; set; }

    /// <summary>Founds a successor ledger.</summary>
    [Parameter]
    public SwitchParameter AsSuccessor { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override bool ErrorsTerminate => true;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = FullPath(Path ?? StorePath.Default);
        string from = FullPath(BackupPath);
        if (!this.Confirmed(Force, path, AsSuccessor ? $"Found a successor ledger from {from}" : $"Restore from {from}"))
        {
            return;
        }

        RestoreInfo restored = EngineLoader.Engine.RestoreStore(
            new RestoreRequest
            {
                BackupPath = from,
                Path = path,
                Operator = Operator,
                Passphrase = Passphrase is null ? null : new NetworkCredential(string.Empty, Passphrase).Password,
                KeyPath = KeyPath is null ? null : FullPath(KeyPath),
                Ticket = Ticket,
                Reason = Reason,
                Checkpoints = [.. Checkpoint.Select(FullPath)],
                NothingPublishedSince = NothingPublishedSince,
                AsSuccessor = AsSuccessor,
            },
            Stopped);
        foreach (string warning in restored.Warnings)
        {
            WriteWarning(warning);
        }

        WriteObject(restored);
    }
}
