using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;
using MspGov.Ledger.Merkle;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Sqlite;
using MspGov.Ledger.Store;

namespace MspGov.Ledger.Verification;

/// <summary>Builds every tree again from the entries as they come and compares each epoch, its checkpoint, and at the end every stored head and node.</summary>
internal sealed class EpochAudit
{
    private readonly SqliteConnection _connection;
    private readonly StoreFolder _folder;
    private readonly byte[] _secret;
    private readonly KeyHistory _keys;
    private readonly FindingList _findings;
    private readonly LookupAudit? _lookups;
    private readonly Dictionary<long, LogRow> _rows;
    private readonly Dictionary<long, (CompactRange Range, LogAudit Audit, Action<int, long, byte[]> CheckNode)> _logs = [];
    private readonly IdSet _ids;
    private readonly CompactRange _global = new();
    private readonly HashSet<long> _touched = [];
    private readonly HashSet<string> _incarnations = [];
    private readonly List<(EpochRow Row, long KeysBefore, long KeysNow)> _unsigned = [];
    private HeadsTree _heads;
    private EpochLeaf? _last;
    private byte[]? _lastCheckpoint;
    private readonly HashSet<string> _entryIncarnations = [];
    private DateTimeOffset _latestAt;
    private long _keysBefore;
    private long _nodes;
    private long _nextFirstPos;
    private long _done;

    public EpochAudit(SqliteConnection connection, StoreFolder folder, byte[] secret, KeyHistory keys, FindingList findings, IdSet ids, LookupAudit? lookups)
    {
        (_connection, _folder, _secret, _keys, _findings, _ids, _lookups) = (connection, folder, secret, keys, findings, ids, lookups);
        _rows = LogRow.All(connection).ToDictionary(row => row.Slot);
        _heads = HeadsTree.Vacant(HeadsTable.FewestSlots, secret);
        CheckSlots();
    }

    /// <summary>Epochs verified.</summary>
    public long Count => _global.End;

    private bool IsFast => _lookups is null;

    private long KeysSize => _logs.TryGetValue(KeyLog.Slot, out var keys) ? keys.Range.End : 0;

    /// <summary>Takes in the next entry; closes the epoch before when it is of a new one.</summary>
    public void Next(long epoch, long slot, long seq, CheckedEntry entry, RegisterAudit register)
    {
        if (epoch != Count)
        {
            Close(epoch, register);
        }

        if (!_rows.TryGetValue(slot, out LogRow? row))
        {
            _findings.Add(0, "LogMissing", $"Entries stand in slot {slot}, which has no log.", seq);
            return;
        }

        if (!_logs.TryGetValue(slot, out var log))
        {
            _logs[slot] = log = (new CompactRange(), new LogAudit(_folder.LedgerId, row.Id, _findings, _ids), (level, index, hash) => CheckNode(slot, level, index, hash));
        }

        _findings.Demand(seq == log.Range.End, 0, "SeqGap", $"Log '{row.Id}' continues at {seq} instead of {log.Range.End}.", seq);
        // A fast run parses too few entries to say how they follow each other; their hashes say it.
        if (!IsFast)
        {
            log.Audit.Next(entry, KeysSize);
        }

        if (entry.Statement is { } statement)
        {
            _latestAt = statement.At > _latestAt ? statement.At : _latestAt;
            _entryIncarnations.Add(statement.Incarnation);
        }

        log.Range.Append(entry.Leaf, log.CheckNode);
        _touched.Add(slot);
        _done++;
    }

    /// <summary>Closes the last epoch and compares what is stored of heads and nodes.</summary>
    public void End(RegisterAudit register)
    {
        Close(Count + 1, register);
        CheckSignatures();
        _findings.Demand(One("SELECT COUNT(*) FROM epoch") == Count, 0, "EpochsExtra", "There are epochs without entries.");
        foreach (LogRow row in _rows.Values)
        {
            CheckHead(row);
        }

        LogRow? global = LogRow.Find(_connection, "*");
        _findings.Demand(
            global is not null && global.Size == Count && global.Root.AsSpan().SequenceEqual(_global.Root()) && SameFrontier(global, _global),
            0, "GlobalHeadWrong", "The stored head of the global log is not what its epochs give.");
        _findings.Demand(One("SELECT COUNT(*) FROM node") == _nodes, 0, "NodesExtra", "There are tree nodes that belong to no tree.");
        if (_last is not null)
        {
            _findings.Demand(_heads.Matches(_connection), 0, "HeadNodesWrong", "The stored heads tree is not what the heads give.");
        }
    }

    private static bool SameFrontier(LogRow row, CompactRange range) => row.Frontier.AsSpan().SequenceEqual(range.HashBytes);

    private void CheckSlots()
    {
        foreach (LogRow row in _rows.Values)
        {
            bool rightSlot = row.Id switch { LogIds.Msp => row.Slot == 0, LogIds.Keys => row.Slot == KeyLog.Slot, _ => row.Slot >= 2 && Scalars.IsUuid(row.Id) };
            _findings.Demand(rightSlot && row.Slot < _rows.Count, 0, "SlotWrong", $"Log '{row.Id}' stands in slot {row.Slot}.");
            _findings.Demand(row.Salt.AsSpan().SequenceEqual(HeadLeaf.SaltOf(_secret, row.Id)), 0, "SaltWrong", $"The slot salt of log '{row.Id}' is not its own.");
        }
    }

    private void Close(long next, RegisterAudit register)
    {
        long epoch = Count;
        EpochRow? row = EpochRow.Find(_connection, epoch);
        if (next != epoch + 1 || row is null || _touched.Count == 0)
        {
            _findings.Add(0, "EpochMissing", $"Epoch {epoch} is missing or without entries.");
        }

        if (row is null)
        {
            _touched.Clear();
            _global.Append(new byte[TreeHash.Size]);
            return;
        }

        _findings.Try(3, "EpochMalformed", () => CheckEpoch(row, register));
        _global.Append(TreeHash.Leaf(row.LeafBytes), (level, index, hash) => CheckNode(Schema.GlobalSlot, level, index, hash));
        _findings.Try(2, "CheckpointMalformed", () => CheckCheckpoint(row));
        _lastCheckpoint = row.CheckpointDigest;
        _lookups?.AddEpoch(epoch, row.At);
        _nextFirstPos = _done;
        _touched.Clear();
        _entryIncarnations.Clear();
        _latestAt = default;
    }

    private void CheckEpoch(EpochRow row, RegisterAudit register)
    {
        EpochLeaf leaf = row.Leaf;
        UpdateHeads(leaf.Slots);
        _findings.Demand(
            leaf.Ledger == _folder.LedgerId && leaf.Epoch == row.Epoch && leaf.HeadsRoot.AsSpan().SequenceEqual(_heads.Root) && leaf.Slots == _heads.Slots && row.FirstPos == _nextFirstPos && row.At == leaf.At,
            4, "HeadsWrong", $"Epoch {row.Epoch} does not name the heads that its entries give.");
        _findings.Demand(
            row.Epoch == 0 || leaf.PreviousCheckpoint!.AsSpan().SequenceEqual(_lastCheckpoint),
            0, "CheckpointChainBroken", $"Epoch {row.Epoch} does not name the checkpoint before it.");
        if (_last is not null && leaf.At < _last.At)
        {
            _findings.Note($"The clock jumped back between epochs {row.Epoch - 1} and {row.Epoch} ({Scalars.Of(_last.At)} to {Scalars.Of(leaf.At)}).");
        }

        if (leaf.Incarnation != _last?.Incarnation)
        {
            _findings.Demand(_incarnations.Add(leaf.Incarnation), 0, "IncarnationReturned", $"Epoch {row.Epoch} returns to an incarnation that was left.");
            _findings.Demand(_last is null || BeginsWithRestore(row.FirstPos), 0, "RestoreUnrecorded", $"Epoch {row.Epoch} is of a new incarnation and does not begin with a restore.");
        }

        _findings.Demand(_latestAt <= leaf.At, 6, "EntryAfterEpoch", $"Epoch {row.Epoch} holds an entry with a later time than its own.");
        _findings.Demand(_entryIncarnations.All(incarnation => incarnation == leaf.Incarnation), 6, "IncarnationWrong", $"Epoch {row.Epoch} holds an entry of another incarnation.");
        register.CloseEpoch(row.Epoch);
        _last = leaf;
    }

    // An incarnation begins with the entry that says why (LEDGER section 4). The column is compared with its record elsewhere.
    private bool BeginsWithRestore(long position)
    {
        SqliteStatement statement = _connection["SELECT slot, action FROM entry WHERE pos=?1"].Bind(position);
        bool restore = statement.Step() && statement.Integer(0) == 0 && statement.Text(1) == LedgerActions.Restore;
        statement.Reset();
        return restore;
    }

    private void UpdateHeads(long slots)
    {
        bool grows = slots != _heads.Slots && slots == HeadsTable.SlotsFor(_logs.Count, _heads.Slots);
        if (grows)
        {
            _heads = HeadsTree.Vacant(slots, _secret);
        }

        _heads.Set((grows ? _logs.Keys : (IEnumerable<long>)_touched).Where(slot => slot < _heads.Slots).Select(slot => (slot, HeadOf(slot))));
    }

    private byte[] HeadOf(long slot)
    {
        (LogRow row, CompactRange range) = (_rows[slot], _logs[slot].Range);
        return TreeHash.Leaf(new HeadLeaf(_folder.LedgerId, slot, row.Id, range.End, range.Root(), row.Salt).ToBytes());
    }

    private void CheckCheckpoint(EpochRow row)
    {
        Checkpoint checkpoint = row.Checkpoint;
        _findings.Demand(
            checkpoint.Origin == _folder.Origin && checkpoint.Size == Count && checkpoint.Root.AsSpan().SequenceEqual(_global.Root()),
            2, "CheckpointWrong", $"The checkpoint of epoch {row.Epoch} does not name the tree that the epochs give.");
        if (IsFast)
        {
            return;
        }

        _unsigned.Add((row, _keysBefore, KeysSize));
        _keysBefore = KeysSize;
        if (_unsigned.Count >= 1024)
        {
            CheckSignatures();
        }
    }

    private void CheckSignatures()
    {
        bool[] good = new bool[_unsigned.Count];
        Parallel.For(0, good.Length, i => good[i] = IsSigned(_unsigned[i].Row, _unsigned[i].KeysBefore, _unsigned[i].KeysNow));
        for (int i = 0; i < good.Length; i++)
        {
            _findings.Demand(good[i], 2, "CheckpointSignatureInvalid", $"The checkpoint of epoch {_unsigned[i].Row.Epoch} is not signed by the ledger keys of its time.");
        }

        _unsigned.Clear();
    }

    private bool IsSigned(EpochRow row, long keysBefore, long keysNow)
    {
        try
        {
            // At a rotation the keys before it sign as well as the new.
            IReadOnlyList<Vkey> now = _keys.VkeysAt(keysNow);
            Vkey[] demanded = [.. now, .. _keys.VkeysAt(keysBefore)];
            var signed = SignedNote.Parse(row.Note).VerifiedBy(demanded).Select(signature => signature.Key).ToList();
            return now.Count == 2 && demanded.All(key => signed.Contains(key) || (key.Type == NoteKeyType.Ed25519 && !row.Published));
        }
        catch (LedgerFormatException)
        {
            return false;
        }
    }

    private void CheckHead(LogRow row)
    {
        bool matches = _logs.TryGetValue(row.Slot, out var log)
            && row.Size == log.Range.End && row.Root.AsSpan().SequenceEqual(log.Range.Root()) && SameFrontier(row, log.Range);
        _findings.Demand(matches, 0, "HeadWrong", $"The stored head of log '{row.Id}' is not what its entries give.");
    }

    private void CheckNode(long slot, int level, long index, byte[] hash)
    {
        if (NodeTable.IsKept(level))
        {
            _nodes++;
            _findings.Demand(NodeTable.Matches(_connection, slot, level, index, hash), 0, "NodeWrong", $"A stored tree node of slot {slot} is wrong.");
        }
    }

    private long One(string sql)
    {
        SqliteStatement statement = _connection[sql];
        statement.Step();
        long value = statement.Integer(0);
        statement.Reset();
        return value;
    }
}
