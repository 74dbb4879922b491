using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Ledger.Append;
using MspGov.Ledger.Backup;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger;

public sealed partial class LedgerStore
{
    /// <summary>
    /// Writes a backup of the whole store (database, keys, lab tenants, snapshots) into a new folder, while others go on writing, and
    /// verifies it. Recorded in <c>msp</c>: an intent before, an outcome after; the backup holds the intent.
    /// </summary>
    /// <exception cref="GovException">OperatorNotPermitted, BackupPathExists, InvalidArgument, StoreNotWritable, StoreDiskFull, LedgerInvalid.</exception>
    public BackupInfo Backup(string path, LedgerVerification verification, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        string full = System.IO.Path.GetFullPath(path);
        string name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(full));
        var writer = new BackupWriter(_context.Folder, full, Operator, Scalars.ToMilliseconds(_context.Time.GetUtcNow()));
        writer.CheckPlace();
        var correlation = Guid.NewGuid();
        RecordBackup(correlation, EntryPhase.Intent, null, new BackupDetail(name));
        try
        {
            BackupInfo backup = writer.Write(verification, cancellationToken);
            RecordBackup(correlation, EntryPhase.Outcome, EntryOutcome.Succeeded, new BackupDetail(name, backup.Epochs, backup.CheckpointHash, backup.ManifestHash, backup.Bytes));
            return backup;
        }
        catch (Exception e) when (e is GovException or OperationCanceledException)
        {
            RecordBackup(correlation, EntryPhase.Outcome, EntryOutcome.Failed, new BackupDetail(name, Failure: (e as GovException)?.Definition.Id ?? "Cancelled"));
            throw;
        }
    }

    /// <summary>Restores a store from a backup or a rolled-back store (LEDGER section 4).</summary>
    /// <param name="request">What to restore.</param>
    /// <param name="copies">Files of published checkpoints at the anchor places that a register names, for a ledger id.</param>
    /// <param name="time">Clock; the system's by default.</param>
    /// <param name="cancellationToken">Stops it; what stood there still stands.</param>
    /// <exception cref="GovException">BackupNotUsable, BackupTooOld, PublishedCheckpointUnknown, StoreBusy, StoreAlreadyExists, StateConflict, OperatorNotPermitted, and those of opening a store.</exception>
    public static RestoreInfo Restore(
        RestoreRequest request, Func<IRegister, string, IEnumerable<string>>? copies = null, TimeProvider? time = null, CancellationToken cancellationToken = default) =>
        new Restoration(request, copies ?? ((_, _) => []), time ?? TimeProvider.System).Run(cancellationToken);

    private void RecordBackup(Guid correlation, EntryPhase phase, EntryOutcome? outcome, BackupDetail detail)
    {
        var draft = new EntryDraft
        {
            Log = LogIds.Msp,
            Action = LedgerActions.Backup,
            Phase = phase,
            Outcome = outcome,
            Correlation = correlation,
            Detail = CoreJson.ToBytes(detail),
        };
        Append(new AppendRequest(_signer, [draft], default) { Internal = true });
    }
}
