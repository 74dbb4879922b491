using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Store;

/// <summary>Writes a verified backup of the connected store while others go on writing.</summary>
[Cmdlet(VerbsData.Backup, "GovernanceStore", SupportsShouldProcess = true)]
[OutputType(typeof(BackupInfo))]
public sealed class BackupGovernanceStoreCommand : SessionCmdlet
{
    /// <summary>Folder to create.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Verifies hashes and not signatures.</summary>
    [Parameter]
    public SwitchParameter Fast { get; set; }

    /// <inheritdoc/>
    protected override bool ErrorsTerminate => true;

    /// <inheritdoc/>
    protected override void Process()
    {
        string path = FullPath(Path);
        if (!ShouldProcess(Store.Info.Path, $"Back up to {path}"))
        {
            return;
        }

        Pump<BackupInfo>(async (output, token) =>
        {
            BackupInfo backup = Store.Ledger.Backup(
                path,
                Fast,
                (done, total) => output.Progress(new ProgressUpdate("Verifying backup", $"{done:N0} of {total:N0} entries", total == 0 ? 100 : (int)(done * 100 / total), 100)),
                token);
            await output.WriteAsync(backup, token);
        });
    }
}
