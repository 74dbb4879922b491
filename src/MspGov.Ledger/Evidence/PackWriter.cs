using MspGov.Core.Errors;
using MspGov.Core.Policy;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Publication;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Evidence;

/// <summary>Writes the files of a pack (LEDGER section 7) from one read transaction, at one published checkpoint. Memory is flat.</summary>
internal sealed class PackWriter
{
    private readonly SqliteConnection _connection;
    private readonly StoreFolder _folder;
    private readonly byte[] _secret;
    private readonly EpochRow _epoch;
    private readonly HeadsTree _heads;
    private readonly HeadLeaf _head;
    private readonly HeadLeaf _keysHead;
    private readonly PackSink _sink;

    public PackWriter(SqliteConnection connection, StoreFolder folder, byte[] secret, EpochRow epoch, string log, PackSink sink)
    {
        (_connection, _folder, _secret, _epoch, _sink) = (connection, folder, secret, epoch, sink);
        LogRow row = LogRow.Find(connection, log) ?? throw LedgerErrors.LogNotFound.With($"There is no log of tenant '{log}'.");
        _heads = HeadsTree.At(connection, folder, secret, epoch);
        _head = _heads.Has(row.Slot) ? _heads.Head(row.Slot) : throw LedgerErrors.LogNotFound.With($"Tenant '{log}' had no log yet in epoch {epoch.Epoch}.");
        _keysHead = _heads.Head(KeyLog.Slot);
    }

    public HeadLeaf Head => _head;

    /// <summary>Writes everything but the manifest.</summary>
    public void Write(long start, long end, Baseline baseline, CancellationToken cancellationToken)
    {
        SubtreeReader log = NodeTable.Reader(_connection, _head.Slot);
        WriteRecords(PackNames.Entries, _head.Slot, start, end, cancellationToken);
        List<long> erasers = WriteDetails(PackNames.Details, _head.Slot, start, end, cancellationToken);
        foreach (long eraser in erasers.Where(seq => seq < start || seq >= end))
        {
            WriteErasure(eraser, log);
        }

        _sink.Add(PackNames.RangeProof, new RangeFile(start, end, _head.Size, Range(0, start, log), Range(end, _head.Size, log)).ToBytes());
        WriteHead(_heads, _head, "");
        WriteRecords(PackNames.KeysEntries, KeyLog.Slot, 0, _keysHead.Size, cancellationToken);
        WriteDetails(PackNames.KeysDetails, KeyLog.Slot, 0, _keysHead.Size, cancellationToken);
        WriteHead(_heads, _keysHead, "keys.");
        WriteEpoch(_epoch, "", Publisher.NoteWithCosignatures(_connection, _epoch));
        WriteHistory(baseline, log);
        foreach (CheckpointAnchor anchor in Publisher.Anchors(_connection, _epoch.Epoch).Where(anchor => anchor.Kind == Publisher.Timestamp))
        {
            _sink.Add(PackNames.Timestamp(anchor.Name), anchor.Data);
        }
    }

    /// <summary>Writes manifest and its note; the last files.</summary>
    public void WriteManifest(long start, long end, DateTimeOffset createdAt, string createdBy, LedgerKeyPair keys)
    {
        byte[] manifest = new PackManifest
        {
            Ledger = _folder.LedgerId,
            Origin = _folder.Origin,
            Log = _head.Log,
            Slot = _head.Slot,
            Start = start,
            End = end,
            Size = _head.Size,
            CreatedAt = Scalars.Of(createdAt),
            CreatedBy = createdBy,
            Files = [.. _sink.Files],
        }.ToBytes();
        _sink.Add(PackNames.Manifest, manifest);
        _sink.Add(PackNames.ManifestNote, keys.SignNote(PackManifest.NoteText(_folder.Origin, manifest)).ToString());
    }

    private static IReadOnlyList<byte[]> Range(long start, long end, SubtreeReader read) =>
        [.. CompactRange.Subtrees(start, end).Select(subtree => read(subtree.Level, subtree.Index))];

    private void WriteRecords(string path, long slot, long start, long end, CancellationToken cancellationToken) => _sink.Add(path, stream =>
    {
        SqliteStatement statement = _connection["SELECT record FROM entry WHERE slot=?1 AND seq>=?2 AND seq<?3 ORDER BY seq"].Bind(slot).Bind(start).Bind(end);
        while (statement.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(statement.Blob(0));
            stream.WriteByte((byte)'\n');
        }
    });

    private List<long> WriteDetails(string path, long slot, long start, long end, CancellationToken cancellationToken)
    {
        var erasers = new SortedSet<long>();
        _sink.Add(path, stream =>
        {
            SqliteStatement statement = _connection["SELECT seq,salt,detail,erased_by FROM entry WHERE slot=?1 AND seq>=?2 AND seq<?3 ORDER BY seq"]
                .Bind(slot).Bind(start).Bind(end);
            while (statement.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var line = new DetailLine(statement.Integer(0), statement.OptionalBlob(1), statement.OptionalBlob(2), statement.OptionalInteger(3));
                if (line.ErasedBy is { } eraser)
                {
                    erasers.Add(eraser);
                }

                stream.Write(line.ToLine());
            }
        });
        return [.. erasers];
    }

    private void WriteErasure(long seq, SubtreeReader log)
    {
        SqliteStatement statement = _connection["SELECT record,salt,detail FROM entry WHERE slot=?1 AND seq=?2 AND action=?3"]
            .Bind(_head.Slot).Bind(seq).Bind(LedgerActions.DetailErase);
        if (!statement.Step())
        {
            throw LedgerErrors.Invalid.With($"The erasure {seq} is missing. Run Test-AuditLedger.");
        }

        (byte[] record, byte[] salt, byte[] detail) = (statement.Blob(0), statement.Blob(1), statement.Blob(2));
        statement.Reset();
        if (seq >= _head.Size)
        {
            throw LedgerErrors.RangeInvalid.With($"Details were erased after epoch {_epoch.Epoch}: export the evidence at a later checkpoint.");
        }

        _sink.Add(PackNames.Erasure(seq), new ErasureFile(record, TreeProof.Inclusion(seq, _head.Size, log), salt, detail).ToBytes());
    }

    private void WriteHead(HeadsTree heads, HeadLeaf head, string prefix)
    {
        _sink.Add(prefix + PackNames.Head, head.ToBytes());
        _sink.Add(prefix + PackNames.HeadProof, new InclusionFile(head.Slot, heads.Slots, heads.Proof(head.Slot)).ToBytes());
    }

    private void WriteEpoch(EpochRow epoch, string prefix, string note)
    {
        SubtreeReader global = NodeTable.Reader(_connection, Schema.GlobalSlot);
        _sink.Add(prefix + PackNames.Epoch, epoch.LeafBytes);
        _sink.Add(prefix + PackNames.EpochProof, new TlogProof(epoch.Epoch, TreeProof.Inclusion(epoch.Epoch, epoch.Epoch + 1, global), note).ToString());
    }

    private void WriteHistory(Baseline baseline, SubtreeReader log)
    {
        SubtreeReader global = NodeTable.Reader(_connection, Schema.GlobalSlot);
        long size = _epoch.Epoch + 1;
        var rotations = new List<IReadOnlyList<byte[]>>();
        foreach (EpochRow rotation in Rotations(baseline.KeysSize))
        {
            string prefix = PackNames.Rotation(rotations.Count, "");
            HeadsTree heads = HeadsTree.At(_connection, _folder, _secret, rotation);
            WriteEpoch(rotation, prefix, rotation.Note);
            WriteHead(heads, heads.Head(KeyLog.Slot), prefix + "keys.");
            rotations.Add(TreeProof.Consistency(rotation.Epoch + 1, size, global));
        }

        if (baseline.Checkpoint.Size == size)
        {
            return;
        }

        _sink.Add(PackNames.Consistency, new ConsistencyFile(
            baseline.Note, baseline.Size, baseline.Root, baseline.KeysSize, baseline.KeysRoot,
            TreeProof.Consistency(baseline.Checkpoint.Size, size, global), TreeProof.Consistency(baseline.Size, _head.Size, log), rotations).ToBytes());
    }

    private List<EpochRow> Rotations(long sinceKeysSize)
    {
        SqliteStatement statement = _connection["SELECT epoch FROM entry WHERE slot=?1 AND action=?2 AND seq>=?3 AND seq<?4 ORDER BY seq"]
            .Bind(KeyLog.Slot).Bind(LedgerActions.KeyRotate).Bind(sinceKeysSize).Bind(_keysHead.Size);
        var epochs = new List<long>();
        while (statement.Step())
        {
            epochs.Add(statement.Integer(0));
        }

        return [.. epochs.Select(epoch => EpochRow.Find(_connection, epoch)!)];
    }
}
