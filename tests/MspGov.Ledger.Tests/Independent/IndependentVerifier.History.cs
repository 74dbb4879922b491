using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace MspGov.Ledger.Tests.Independent;

/// <summary>Rotations, erasures, incarnations and the baseline: sections 3, 4, 6, 7 and 8 of the text.</summary>
internal sealed partial class IndependentVerifier
{
    private readonly List<(long Size, byte[] Root)> _rotations = [];
    private readonly List<(long Seq, long Eraser)> _erasedBy = [];
    private readonly HashSet<string> _incarnations = [];
    private string? _incarnation;
    private string[] _trusted;
    private Point _baseline;
    private Point? _point;
    private readonly List<string> _known = [];
    private readonly HashSet<string> _ids = [];
    private int _erased;

    /// <summary>What a pack or an anchor stands for.</summary>
    private sealed record Point(string Note, long GlobalSize, byte[] GlobalRoot, long Size, byte[] Root, long KeysSize, byte[] KeysRoot);

    /// <summary>A signed checkpoint with its last epoch.</summary>
    private sealed record Sealed(string Note, long Size, byte[] Root, long Slots, byte[] HeadsRoot, DateTimeOffset EpochAt, string Incarnation)
    {
        /// <summary>Whether an entry was committed in this epoch, where that shows.</summary>
        public bool Commits(long seq, long baselineSize, long baselineEpochs) => Size == 1 || (Size == baselineEpochs + 1 && seq >= baselineSize);
    }

    private static string TextOf(string note) => note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)];

    // Sections 8.2 and 8.3, of the pack (no prefix) or of a rotation.
    private Sealed CheckpointOf(string prefix)
    {
        string[] proof = Read(prefix + "epoch.tlog-proof").Split('\n');
        Demand(proof[0] == "c2sp.org/tlog-proof@v1" && proof[1].StartsWith("index ", StringComparison.Ordinal), "3 tlog-proof form");
        int empty = Array.IndexOf(proof, string.Empty);
        byte[][] path = [.. proof[2..empty].Select(Base64)];
        string note = string.Join('\n', proof[(empty + 1)..]);
        SignedByBoth(note, TextOf(note), "2 checkpoint " + prefix);
        string[] lines = TextOf(note).Split('\n');
        Demand(lines.Length == 4 && lines[0] == Text(_anchor, "origin") && lines[3].Length == 0, "2 checkpoint text");
        long size = Num(lines[1]);
        byte[] root = Base64(lines[2]);
        byte[] bytes = Bytes(prefix + "epoch");
        string[] epoch = Encoding.UTF8.GetString(bytes).Split('\n');
        Demand(epoch.Length == 9 && epoch[0] == "mspgov.epoch.v1" && epoch[1] == Text(_anchor, "ledger") && epoch[8].Length == 0, "3 epoch form");
        Demand(Num(epoch[2]) == size - 1 && proof[1] == $"index {size - 1}", "3 epoch is the last leaf");
        Demand(IsUuid(epoch[7]) && (size == 1 ? epoch[5].Length == 0 : Base64(epoch[5]).Length == 32), "4 incarnation and predecessor of the epoch");
        Demand(RootOf(Leaf(bytes), size - 1, size, path).AsSpan().SequenceEqual(root), "3 epoch inclusion");
        return new Sealed(note, size, root, Num(epoch[3]), Base64(epoch[4]), Time(epoch[6]), epoch[7]);
    }

    // Section 8.2: the trusted keys, replaced in order by each rotation since the baseline.
    private void FollowRotations()
    {
        string[] records = Lines("keys.entries.jsonl");
        string[] details = Lines("keys.details.jsonl");
        byte[][] leaves = [.. records.Select(record => Leaf(Encoding.UTF8.GetBytes(record)))];
        int found = 0;
        for (long seq = _baseline.KeysSize; seq < records.Length; seq++)
        {
            JsonElement statement = Statement(records[seq], "keys", seq, out _, out _, out _);
            if (Text(statement, "action") != "ledger.key.rotate")
            {
                continue;
            }

            string prefix = $"rotation-{found++}/";
            Sealed at = CheckpointOf(prefix);
            (long size, byte[] root) = Head(prefix + "keys.head", 1, "keys", at.Slots, at.HeadsRoot);
            Demand(size == seq + 1 && TreeRoot(leaves[..(int)size]).AsSpan().SequenceEqual(root), "2 keys of the rotation");
            JsonElement detail = Detail(details[seq], statement, seq);
            Demand(Vkeys(detail, "oldVkeys").Order().SequenceEqual(_trusted.Order()), "2 rotation from the trusted keys");
            _known.AddRange(_trusted);
            _trusted = Vkeys(detail, "newVkeys");
            Demand(_trusted.Length == 2 && _trusted.All(key => key.StartsWith(Text(_anchor, "origin") + "+", StringComparison.Ordinal)), "3 new keys");
            // Section 4: the rotation's checkpoint is signed by the new keys too.
            SignedByBoth(at.Note, TextOf(at.Note), "4 new keys of the rotation");
            Demand(Time(Text(statement, "at")) <= at.EpochAt && Text(statement, "incarnation") == at.Incarnation, "2 rotation in its epoch");
            Demand(at.Size > (_rotations.Count == 0 ? _baseline.GlobalSize : _rotations[^1].Size), "8 rotations in order");
            _rotations.Add((at.Size, at.Root));
        }

        Demand(Directory.GetDirectories(_pack, "rotation-*").Length == found, "7 exactly one for each rotation");
    }

    private static string[] Vkeys(JsonElement detail, string name) => [.. detail.GetProperty(name).EnumerateArray().Select(key => key.GetString()!)];

    private void SignedByBoth(string note, string text, string where)
    {
        Demand(note.StartsWith(text + "\n", StringComparison.Ordinal), where + " text");
        string[] lines = note[(text.Length + 1)..].Split('\n')[..^1];
        Demand(lines.Length > 0 && lines.All(IsSignatureLine), where + " lines");
        var places = new Dictionary<byte, int>();
        foreach (string vkey in _trusted.Concat(_known).Distinct())
        {
            string[] parts = vkey.Split('+', 3);
            byte[] typed = Base64(parts[2]);
            byte[] id = Convert.FromHexString(parts[1]);
            byte[] expected = typed[0] == 2 ? SHA256.HashData(typed[1..])[..4] : SHA256.HashData([.. Encoding.UTF8.GetBytes(parts[0] + "\n"), .. typed])[..4];
            Demand(id.AsSpan().SequenceEqual(expected), where + " key id");
            string? line = lines.SingleOrDefault(candidate => candidate.StartsWith($"\u2014 {parts[0]} ", StringComparison.Ordinal) && Base64(candidate.Split(' ')[2])[..4].AsSpan().SequenceEqual(id));
            if (line is null)
            {
                // Rotated away, or not yet: only the trusted ones must sign.
                Demand(!_trusted.Contains(vkey), where + " signed by both");
                continue;
            }

            byte[] signature = Base64(line.Split(' ')[2])[4..];
            byte[] message = Encoding.UTF8.GetBytes(text);
            Demand(typed[0] == 2 ? VerifyEcdsa(Convert.ToBase64String(typed[1..]), message, signature) : Ed25519.Verify(signature, 0, typed[1..], 0, message, 0, message.Length), where + $" signature of type {typed[0]}");
            if (_trusted.Contains(vkey))
            {
                places[typed[0]] = Array.IndexOf(lines, line);
            }
        }

        Demand(places.Count == 2 && places[2] < places[1], where + " both types, ECDSA first");
    }

    // Section 2: once left, an incarnation never returns.
    private void Incarnation(string incarnation, long seq)
    {
        Demand(incarnation == _incarnation || _incarnations.Add(incarnation), $"2 incarnation returned {seq}");
        _incarnation = incarnation;
    }

    private void DetailOrErasure(string line, JsonElement statement, long seq)
    {
        JsonElement detail = Strict(line);
        if (!detail.TryGetProperty("erased", out _))
        {
            Detail(line, statement, seq);
            return;
        }

        long eraser = Number(Names(detail, "seq", "erased"), "erased");
        Demand(Compact(detail) == line && Number(detail, "seq") == seq && eraser > seq && Text(statement, "action") != "detail.erase", $"6 erasure of {seq}");
        _erasedBy.Add((seq, eraser));
        _erased++;
    }

    // Section 6 and 8.7: each erased detail is named by a detail.erase of this log, in the range or proven by its file.
    private void CheckErasures(string[] records, string log, long start, long size, byte[] root)
    {
        string[] details = Lines("details.jsonl");
        long[] outside = Directory.Exists(Path.Combine(_pack, "erasures"))
            ? [.. Directory.GetFiles(Path.Combine(_pack, "erasures")).Select(path => Num(Path.GetFileNameWithoutExtension(path))).Order()]
            : [];
        var named = new Dictionary<long, long[][]>();
        foreach (long seq in outside)
        {
            Demand(seq < start || seq >= start + records.Length, $"7 erasure {seq} is in the part");
            JsonElement file = Names(Strict(NoCr(Bytes($"erasures/{seq}.json"))), "record", "inclusion", "salt", "detail");
            string record = Text(file, "record");
            Demand(RootOf(Leaf(Encoding.UTF8.GetBytes(record)), seq, size, Hashes(file.GetProperty("inclusion"))).AsSpan().SequenceEqual(root), $"7 inclusion of erasure {seq}");
            JsonElement statement = Statement(record, log, seq, out string keyid, out byte[] pae, out byte[] signature);
            (string spki, long from, long? to, string @operator) = _keys[keyid];
            long keys = Number(statement, "keys");
            Demand(VerifyEcdsa(spki, pae, signature) && from < keys && (to is null || to >= keys) && @operator == Text(statement, "operator") && _ids.Add(Text(statement, "id")), $"6 signature of erasure {seq}");
            FollowsThePart(records, log, start, seq, statement);
            named[seq] = Ranges($$"""{"seq":{{seq}},"salt":"{{Text(file, "salt")}}","detail":"{{Text(file, "detail")}}"}""", statement, seq);
        }

        foreach ((long seq, long eraser) in _erasedBy)
        {
            if (eraser >= start && eraser < start + records.Length)
            {
                named.TryAdd(eraser, Ranges(details[eraser - start], Statement(records[eraser - start], log, eraser, out _, out _, out _), eraser));
            }

            Demand(named[eraser].Any(range => range[0] <= seq && seq <= range[1]), $"7 erasure {eraser} names {seq}");
        }
    }

    // Section 2: prev, keys and incarnation of an entry after the part, as far as what stands before it is known.
    private void FollowsThePart(string[] records, string log, long start, long seq, JsonElement statement)
    {
        if (records.Length > 0 && seq >= start + records.Length)
        {
            JsonElement last = Statement(records[^1], log, start + records.Length - 1, out _, out _, out _);
            Demand(Number(statement, "keys") >= Number(last, "keys"), $"2 keys of erasure {seq}");
            Demand(seq > start + records.Length || Text(statement, "prev") == Hex(Leaf(Encoding.UTF8.GetBytes(records[^1]))), $"2 prev of erasure {seq}");
            Incarnation(Text(statement, "incarnation"), seq);
        }
    }

    // C2SP tlog-cosignature: eight bytes of time, then Ed25519 over a header with it and the checkpoint.
    private void CheckWitnesses(string note)
    {
        string text = TextOf(note);
        foreach (string vkey in Vkeys(_anchor, "witnesses"))
        {
            string[] parts = vkey.Split('+', 3);
            byte[] id = Convert.FromHexString(parts[1]);
            string? line = note[(text.Length + 1)..].Split('\n')[..^1].SingleOrDefault(line => line.StartsWith($"\u2014 {parts[0]} ", StringComparison.Ordinal) && Base64(line.Split(' ')[2])[..4].AsSpan().SequenceEqual(id));
            if (line is not null)
            {
                byte[] signature = Base64(line.Split(' ')[2])[4..];
                byte[] message = Encoding.UTF8.GetBytes($"cosignature/v1\ntime {System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(signature)}\n{text}");
                Demand(signature.Length == 72 && Ed25519.Verify(signature, 8, Base64(parts[2])[1..], 0, message, 0, message.Length), "9 cosignature");
            }
        }
    }

    private static long[][] Ranges(string line, JsonElement statement, long seq)
    {
        Demand(Text(statement, "action") == "detail.erase" && Text(statement, "phase") == "fact" && !statement.TryGetProperty("outcome", out _), $"6 erasure {seq}");
        Demand(statement.TryGetProperty("ticket", out _) && statement.TryGetProperty("reason", out _), $"6 ticket and reason of erasure {seq}");
        long[][] ranges = [.. Detail(line, statement, seq).GetProperty("ranges").EnumerateArray().Select(range => range.EnumerateArray().Select(end => Num(end.GetRawText())).ToArray())];
        Demand(ranges.All(range => range.Length == 2 && range[0] <= range[1] && range[1] < seq), $"6 ranges of erasure {seq}");
        return ranges;
    }

    // Section 8.8.
    private void CheckHistory(Point now)
    {
        Demand(now.GlobalSize >= _baseline.GlobalSize && now.Size >= _baseline.Size && now.KeysSize >= _baseline.KeysSize, "8 older than the baseline");
        byte[][] keys = [.. Lines("keys.entries.jsonl").Select(record => Leaf(Encoding.UTF8.GetBytes(record)))];
        Demand(TreeRoot(keys[..(int)_baseline.KeysSize]).AsSpan().SequenceEqual(_baseline.KeysRoot), "8 keys begins as in the baseline");
        if (now.GlobalSize == _baseline.GlobalSize)
        {
            Demand(TextOf(now.Note) == TextOf(_baseline.Note) && now.Root.AsSpan().SequenceEqual(_baseline.Root), "8 equal sizes need equal roots");
            return;
        }

        JsonElement consistency = Names(Strict(NoCr(Bytes("consistency.json"))), "from", "global", "log", "rotations");
        JsonElement from = Names(consistency.GetProperty("from"), "checkpoint", "size", "root", "keysSize", "keysRoot");
        Demand(
            TextOf(Text(from, "checkpoint")) == TextOf(_baseline.Note) && Number(from, "size") == _baseline.Size && Base64(Text(from, "root")).AsSpan().SequenceEqual(_baseline.Root)
            && Number(from, "keysSize") == _baseline.KeysSize && Base64(Text(from, "keysRoot")).AsSpan().SequenceEqual(_baseline.KeysRoot), "8 from the baseline");
        Demand(VerifyConsistency(_baseline.GlobalSize, _baseline.GlobalRoot, now.GlobalSize, now.GlobalRoot, Hashes(consistency.GetProperty("global"))), "8 global consistency");
        Demand(VerifyConsistency(_baseline.Size, _baseline.Root, now.Size, now.Root, Hashes(consistency.GetProperty("log"))), "8 log consistency");
        JsonElement[] rotations = [.. consistency.GetProperty("rotations").EnumerateArray()];
        Demand(rotations.Length == _rotations.Count, "8 a proof for each rotation");
        for (int i = 0; i < rotations.Length; i++)
        {
            Demand(VerifyConsistency(_rotations[i].Size, _rotations[i].Root, now.GlobalSize, now.GlobalRoot, Hashes(rotations[i])), $"8 consistency from rotation {i}");
        }
    }
}
