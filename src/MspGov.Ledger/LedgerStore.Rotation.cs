using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Ledger.Append;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger;

public sealed partial class LedgerStore
{
    /// <summary>
    /// Replaces both ledger keys (LEDGER section 4): one commit whose checkpoint the old keys and the new sign; it is published, and the
    /// old private keys are destroyed. Backups made before still hold them: destroy those, or keep them as safe as the keys were.
    /// </summary>
    /// <returns>The rotation entry, and the checkpoint to hand to witnesses and clients.</returns>
    /// <exception cref="GovException">OperatorNotPermitted, StoreBusy, StoreNotWritable.</exception>
    public (EntryView Entry, PublishedCheckpoint Checkpoint) RotateLedgerKeys(string? ticket, string? reason)
    {
        ThrowIfDisposed();
        using LedgerKeyPair fresh = LedgerKeyPair.Create(_context.Folder.Origin);
        IReadOnlyList<Vkey> old = _readers.Read(connection => KeyLog.Read(connection).Vkeys);
        var draft = new EntryDraft
        {
            Log = LogIds.Keys,
            Action = LedgerActions.KeyRotate,
            Correlation = Guid.NewGuid(),
            Ticket = ticket,
            Reason = reason,
            Detail = CoreJson.ToBytes(new KeyRotateDetail([.. old.Select(key => key.ToString())], [.. fresh.Vkeys.Select(key => key.ToString())])),
        };
        bool saved = false;
        try
        {
            EntryView entry = Append(new AppendRequest(_signer, [draft], default)
            {
                Internal = true,
                Publish = true,
                NewKeys = fresh,
                Also = _ =>
                {
                    saved = true;
                    // Under the write lock, so that no other rotation's fresh keys are there: what is, was left by a process that died.
                    LedgerKeyPair.DestroyOthers(_context.Folder.LedgerKeys, old);
                    StoreFiles.Writing(_context.Folder.LedgerKeys, () => fresh.Save(_context.Folder.LedgerKeys));
                },
            })[0];
            LedgerKeyPair.Destroy(_context.Folder.LedgerKeys, old);
            return (entry, _readers.Read(connection => Publication.Publisher.View(connection, EpochRow.Find(connection, entry.Epoch)!)));
        }
        catch when (saved && !IsInForce(fresh))
        {
            LedgerKeyPair.Destroy(_context.Folder.LedgerKeys, fresh.Vkeys);
            throw;
        }
    }

    /// <summary>Destroys keys that were rotated away, where a process died between the commit and that.</summary>
    private static void DestroyRetiredLedgerKeys(StoreFolder folder, KeyHistory keys)
    {
        foreach (long rotation in keys.Rotations)
        {
            LedgerKeyPair.Destroy(folder.LedgerKeys, keys.VkeysAt(rotation).Where(key => !keys.Vkeys.Contains(key)));
        }
    }

    private bool IsInForce(LedgerKeyPair pair) => _readers.Read(connection => KeyHistory.SameKeys(KeyLog.Read(connection).Vkeys, pair.Vkeys));
}
