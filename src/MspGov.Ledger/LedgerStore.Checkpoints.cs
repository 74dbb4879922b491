using MspGov.Core.Errors;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Publication;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger;

public sealed partial class LedgerStore
{
    /// <summary>Publishes the newest checkpoint: from now on the ledger can only be continued from it, never behind it.</summary>
    public PublishedCheckpoint PublishCheckpoint()
    {
        ThrowIfDisposed();
        EpochRow row = _committer.PublishLast(_busyTimeout);
        return _readers.Read(connection => Publisher.View(connection, row));
    }

    /// <summary>Published checkpoints, newest first.</summary>
    public IReadOnlyList<PublishedCheckpoint> PublishedCheckpoints(int most = 100)
    {
        ThrowIfDisposed();
        return _readers.Read(connection => (IReadOnlyList<PublishedCheckpoint>)
            [.. EpochRow.AllPublished(connection, most).ToList().Select(row => Publisher.View(connection, row))]);
    }

    /// <summary>
    /// Keeps what an authority gave for a published checkpoint: it goes into packs made at that checkpoint. The caller has verified it;
    /// here only its place and form are checked.
    /// </summary>
    /// <exception cref="GovException">InvalidArgument when the epoch is not published or the data has not the kind's form.</exception>
    public void AddCheckpointAnchor(CheckpointAnchor anchor)
    {
        ThrowIfDisposed();
        _committer.Write(_busyTimeout, connection =>
        {
            if (EpochRow.Find(connection, anchor.Epoch) is not { Published: true } row)
            {
                throw PolicyErrors.InvalidArgument.With($"Epoch {anchor.Epoch} has no published checkpoint.");
            }

            if (anchor.Kind == Publisher.Witness)
            {
                CheckLine(row, anchor);
            }

            Publisher.Keep(connection, anchor);
        });
    }

    /// <summary>What authorities gave, for one epoch or all.</summary>
    public IReadOnlyList<CheckpointAnchor> CheckpointAnchors(long? epoch = null)
    {
        ThrowIfDisposed();
        return _readers.Read(connection => Publisher.Anchors(connection, epoch));
    }

    private static void CheckLine(EpochRow row, CheckpointAnchor anchor)
    {
        try
        {
            int before = SignedNote.Parse(row.Note).Signatures.Count;
            if (SignedNote.Parse(row.Note + System.Text.Encoding.UTF8.GetString(anchor.Data)).Signatures.Count != before + 1)
            {
                throw new LedgerFormatException("Expected one signature line.");
            }
        }
        catch (LedgerFormatException e)
        {
            throw PolicyErrors.InvalidArgument.With($"The cosignature of '{anchor.Name}' is not a signature line: {e.Message}", e);
        }
    }
}
