using MspGov.Core.Errors;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Register;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Backup;

/// <summary>The verified copy that a store is restored from, and what is known of the ledger's published checkpoints.</summary>
internal sealed class RestoreWork : IDisposable
{
    private readonly KnownCheckpoints _known;
    private bool _tooOld;
    private bool _unknown;

    public RestoreWork(StoreFolder folder, KnownCheckpoints known)
    {
        (Folder, _known) = (folder, known);
        Connection = SqliteConnection.Open(folder.Database);
        Last = EpochRow.Last(Connection)!;
        Keys = KeyLog.Read(Connection);
        Register = new SnapshotRegister(Connection, null);
    }

    public StoreFolder Folder { get; }

    public SqliteConnection Connection { get; }

    public EpochRow Last { get; }

    public KeyHistory Keys { get; }

    public IRegister Register { get; }

    public long Epochs => Last.Epoch + 1;

    /// <summary>The last published checkpoint that is known; null when nothing is known.</summary>
    public KnownCheckpoint? Published => _known.Last;

    public IReadOnlyList<string> Sources => [.. _known.All.Select(known => known.Source).Distinct()];

    /// <summary>Epochs that were seen on this machine and are not in the copy.</summary>
    public long LostEpochs =>
        _known.Mark is not { } mark ? 0
        : mark.Epochs > Epochs ? mark.Epochs - Epochs
        : mark.Epochs == 0 || Holds(mark.Epochs, mark.Checkpoint) ? 0
        : mark.Epochs - mark.Published;

    /// <summary>Why the ledger cannot be continued from the copy, as the end of a sentence; null when it can.</summary>
    /// <exception cref="GovException">BackupNotUsable when it is of another branch than a published checkpoint.</exception>
    public string? WhyNotContinued(bool nothingPublishedSince)
    {
        foreach (KnownCheckpoint known in _known.All.Where(known => known.Size > 0))
        {
            if (known.Size > Epochs)
            {
                _tooOld = true;
                return $"the backup ends at {Epochs} epochs and a checkpoint of {known.Size} epochs was published ({known.Source})";
            }

            if (!Holds(known.Size, known.Hash))
            {
                throw StoreErrors.BackupNotUsable.With(
                    $"The checkpoint of {known.Size} epochs that was published ({known.Source}) is not the one in the backup: one of them is of another branch of the ledger, or forged. Find out which before anything is restored; use another backup.");
            }
        }

        if (_known.All.Count == 0 && !nothingPublishedSince)
        {
            _unknown = true;
            return "nothing here knows which checkpoint was published last";
        }

        try
        {
            LedgerKeyPair.Load(Folder.LedgerKeys, Keys.Vkeys).Dispose();
            return null;
        }
        catch (GovException)
        {
            return "the ledger's private keys are not there";
        }
    }

    public GovException Refusal(string why) =>
        _tooOld ? StoreErrors.BackupTooOld.With(
            $"The ledger cannot be continued: {why}. What was published is never signed again with another content. Use a newer backup; if there is none, found a successor ledger with Restore-GovernanceStore -AsSuccessor.")
        : _unknown ? StoreErrors.PublishedUnknown.With(
            $"The ledger cannot be continued: {why}. Name the newest checkpoint, trust anchor or pack that you or a client has with -Checkpoint, or state with -NothingPublishedSince that nothing was published after the backup.")
        : StoreErrors.BackupNotUsable.With(
            $"The ledger cannot be continued: {why}. Put the files of keys/ledger back from another backup of the same time, or found a successor ledger with Restore-GovernanceStore -AsSuccessor.");

    public RestoreInfo Info(string path, string incarnation) => new()
    {
        Path = path,
        LedgerId = Folder.LedgerId,
        Incarnation = incarnation,
        Epochs = Epochs,
        LostEpochs = LostEpochs,
        PublishedEpochs = Published?.Size ?? 0,
        ComparedWith = [.. Sources],
    };

    public void Dispose() => Connection.Dispose();

    private bool Holds(long epochs, string hash) => EpochRow.Find(Connection, epochs - 1)?.CheckpointHash == hash;
}
