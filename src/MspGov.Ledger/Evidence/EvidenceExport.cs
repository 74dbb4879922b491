using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Evidence;

/// <summary>Makes trust anchors, and finds what a new pack must be consistent with.</summary>
internal static class EvidenceExport
{
    /// <summary>The trust anchor of a tenant at a published checkpoint.</summary>
    public static TrustAnchor Anchor(SqliteConnection connection, StoreFolder folder, byte[] secret, EpochRow epoch, string log)
    {
        HeadsTree heads = HeadsTree.At(connection, folder, secret, epoch);
        LogRow row = LogRow.Find(connection, log) ?? throw LedgerErrors.LogNotFound.With($"There is no log of tenant '{log}'.");
        KeyHistory keys = KeyLog.Read(connection);
        HeadLeaf head = heads.Head(row.Slot);
        HeadLeaf keysHead = heads.Head(KeyLog.Slot);
        return new TrustAnchor
        {
            Ledger = folder.LedgerId,
            Origin = folder.Origin,
            Vkeys = keys.VkeysAt(keysHead.Size),
            FirstKey = keys.Keys.Single(key => key.From == 2).Key.KeyId,
            Log = log,
            Slot = row.Slot,
            Checkpoint = epoch.Note,
            Size = head.Size,
            Root = head.Root,
            KeysSize = keysHead.Size,
            KeysRoot = keysHead.Root,
        };
    }

    /// <summary>The baseline that the caller names, or the last trust anchor that was handed out for the tenant.</summary>
    public static Baseline BaselineOf(SqliteConnection connection, StoreFolder folder, byte[] secret, string log, string? path)
    {
        if (path is null)
        {
            EpochRow epoch = LastAnchor(connection, log)
                ?? throw LedgerErrors.TrustAnchorInvalid.With("No trust anchor was handed out for this tenant yet: use Export-AuditTrust first, so that the client can verify the evidence, or name a baseline.");
            return Baseline.Of(Anchor(connection, folder, secret, epoch, log));
        }

        try
        {
            Baseline baseline = File.Exists(path) && !path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)
                ? Baseline.Of(TrustAnchor.Load(path))
                : OfPack(path);
            EpochRow? known = EpochRow.Find(connection, baseline.Checkpoint.Size - 1);
            return known?.CheckpointText == baseline.Checkpoint.Text && baseline.Log == log
                ? baseline
                : throw LedgerErrors.TrustAnchorInvalid.With($"The baseline '{path}' is not of this tenant in this ledger.");
        }
        catch (LedgerFormatException e)
        {
            throw LedgerErrors.TrustAnchorInvalid.With($"The baseline '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static Baseline OfPack(string path)
    {
        using PackFiles pack = PackFiles.Open(path);
        return Baseline.OfPack(pack);
    }

    private static EpochRow? LastAnchor(SqliteConnection connection, string log)
    {
        SqliteStatement statement = connection["""
            SELECT e.epoch, e.record FROM entry e JOIN epoch p ON p.epoch=e.epoch
            WHERE e.pos IN (
                SELECT f.pos FROM find_slot_action f JOIN log l ON l.slot=f.slot WHERE l.id=?1 AND f.action=?2
                UNION ALL SELECT n.pos FROM entry n JOIN log l ON l.slot=n.slot WHERE n.pos>=?3 AND l.id=?1 AND n.action=?2)
            AND p.published=1 ORDER BY e.pos DESC
            """].Bind(log).Bind(LedgerActions.TrustExport).Bind(LookupTables.End(connection).Pos);
        long? epoch = null;
        while (epoch is null && statement.Step())
        {
            // A refused attempt handed nothing out.
            bool denied = Statement.Parse(Envelope.Parse(statement.Blob(1)).Statement).Outcome == EntryOutcome.Denied;
            epoch = denied ? null : statement.Integer(0);
        }

        statement.Reset();
        return epoch is { } found ? EpochRow.Find(connection, found) : null;
    }
}
