using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace MspGov.Ledger.Tests.Independent;

/// <summary>
/// A second verifier of packs, written from the format's text alone: nothing of the product's code is used.
/// Where it and the product disagree, one of them has misread the text. Throws with the section that does not hold.
/// </summary>
internal sealed partial class IndependentVerifier
{
    private static readonly BigInteger Order =
        BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly string _pack;
    private readonly JsonElement _anchor;
    private readonly Dictionary<string, (string Spki, long From, long? To, string Operator)> _keys = [];

    private IndependentVerifier(string pack, string anchor)
    {
        _pack = pack;
        _anchor = Strict(File.ReadAllBytes(anchor));
        _trusted = [.. _anchor.GetProperty("vkeys").EnumerateArray().Select(key => key.GetString()!)];
        string[] checkpoint = Text(_anchor, "checkpoint").Split('\n');
        _baseline = new Point(
            Text(_anchor, "checkpoint"), Num(checkpoint[1]), Base64(checkpoint[2]),
            Number(_anchor, "size"), Base64(Text(_anchor, "root")), Number(_anchor, "keysSize"), Base64(Text(_anchor, "keysRoot")));
    }

    /// <summary>Verifies a folder against an anchor, or an earlier pack that is itself verified against it, and returns (start, end, size).</summary>
    public static (long Start, long End, long Size) Verify(string pack, string anchor, string? earlier = null)
    {
        var verifier = new IndependentVerifier(pack, anchor);
        if (earlier is not null)
        {
            var before = new IndependentVerifier(earlier, anchor);
            before.Run();
            (verifier._baseline, verifier._trusted) = (before._point!, before._trusted);
        }

        return verifier.Run();
    }

    /// <summary>Details that the pack marks as erased.</summary>
    public static int Erased(string pack, string anchor)
    {
        var verifier = new IndependentVerifier(pack, anchor);
        verifier.Run();
        return verifier._erased;
    }

    private (long Start, long End, long Size) Run()
    {
        // Section 8.1: files
        byte[] manifestBytes = Bytes("manifest.json");
        JsonElement manifest = Names(Strict(NoCr(manifestBytes)), "format", "ledger", "origin", "log", "slot", "start", "end", "size", "createdAt", "createdBy", "files");
        _ = Time(Text(manifest, "createdAt"));
        _ = Text(manifest, "createdBy");
        string origin = Text(_anchor, "origin");
        FollowRotations();
        SignedByBoth(Read("manifest.note"), $"mspgov.manifest.v1\n{origin}\n{Hex(SHA256.HashData(manifestBytes))}\n", "1 manifest.note");
        var listed = new HashSet<string> { "manifest.json", "manifest.note" };
        foreach (JsonElement file in manifest.GetProperty("files").EnumerateArray())
        {
            Names(file, "path", "bytes", "sha256");
            Demand(InTable(Text(file, "path")), "7 table of files: " + Text(file, "path"));
            byte[] bytes = Bytes(Text(file, "path"));
            Demand(bytes.Length == Number(file, "bytes") && Hex(SHA256.HashData(bytes)) == Text(file, "sha256"), "1 hash of " + Text(file, "path"));
            Demand(listed.Add(Text(file, "path")), "1 listed twice");
        }

        HashSet<string> there = [.. Directory.GetFiles(_pack, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_pack, path).Replace('\\', '/'))];
        Demand(there.SetEquals(listed) && Always.All(listed.Contains), "1 exactly the listed files");
        Demand(Text(manifest, "format") == "mspgov.evidence.v1", "1 format");
        string log = Text(_anchor, "log");
        long slot = Number(_anchor, "slot");
        Demand(Text(manifest, "ledger") == Text(_anchor, "ledger") && Text(manifest, "log") == log && Text(manifest, "origin") == origin && Number(manifest, "slot") == slot, "1 identity");
        (long start, long end, long size) = (Number(manifest, "start"), Number(manifest, "end"), Number(manifest, "size"));

        // 8.2 and 8.3: checkpoint and epoch
        Sealed at = CheckpointOf("");

        // 8.4: heads
        (long headSize, byte[] headRoot) = Head("head", slot, log, at.Slots, at.HeadsRoot);
        (long keysSize, byte[] keysRoot) = Head("keys.head", 1, "keys", at.Slots, at.HeadsRoot);

        // 8.5 to 8.7: complete, entries, details
        CheckKeys(keysSize, keysRoot);
        string[] range = Read("range.proof").Split('\n');
        Demand(range[0] == "mspgov.range.v1" && range[1] == $"{start} {end} {size}" && size == headSize, "5 range form");
        int left = (int)Num(range[2]);
        byte[][] before = [.. range[3..(3 + left)].Select(Base64)];
        int right = (int)Num(range[3 + left]);
        Demand(range.Length == left + right + 5 && range[^1].Length == 0, "5 range length");
        byte[][] after = [.. range[(4 + left)..(4 + left + right)].Select(Base64)];
        string[] records = Lines("entries.jsonl");
        Demand(records.Length == end - start && Lines("details.jsonl").Length == records.Length && start <= end && end <= size, "5 number of entries");
        byte[] root = RangeRoot(start, before, [.. records.Select(record => Leaf(Encoding.UTF8.GetBytes(record)))], end, after, size);
        Demand(root.AsSpan().SequenceEqual(headRoot), "5 root");
        CheckEntries(records, Lines("details.jsonl"), log, start, keysSize, at);
        CheckErasures(records, log, start, headSize, headRoot);

        CheckWitnesses(at.Note);

        // 8.8: history from the baseline
        _point = new Point(at.Note, at.Size, at.Root, headSize, headRoot, keysSize, keysRoot);
        CheckHistory(_point);
        return (start, end, size);
    }

    private void CheckKeys(long size, byte[] root)
    {
        string[] records = Lines("keys.entries.jsonl");
        string[] details = Lines("keys.details.jsonl");
        Demand(records.Length == size && details.Length == size, "5 keys complete");
        Demand(TreeRoot([.. records.Select(record => Leaf(Encoding.UTF8.GetBytes(record)))]).AsSpan().SequenceEqual(root), "5 keys root");
        for (int i = 0; i < records.Length; i++)
        {
            JsonElement statement = Statement(records[i], "keys", i, out string keyid, out byte[] pae, out byte[] signature);
            JsonElement detail = Detail(details[i], statement, i);
            string action = Text(statement, "action");
            Demand(Number(statement, "keys") == i && Text(statement, "phase") == "fact" && !statement.TryGetProperty("outcome", out _), "3 keys equals seq, fact without outcome");
            Demand(_ids.Add(Text(statement, "id")) && Text(statement, "prev") == (i == 0 ? "" : Hex(Leaf(Encoding.UTF8.GetBytes(records[i - 1])))), $"6 id and prev in keys {i}");
            Demand(action == (i == 0 ? "ledger.create" : i == 1 ? "operator.key.enrol" : action) && (i == 0 || action is "operator.key.enrol" or "operator.key.retire" or "ledger.key.rotate"), $"3 action {i}");
            if (action == "operator.key.enrol")
            {
                Demand(!_keys.ContainsKey(Text(detail, "keyid")) && Hex(SHA256.HashData(Base64(Text(detail, "spki")))) == Text(detail, "keyid"), "3 enrolment");
                _keys[Text(detail, "keyid")] = (Text(detail, "spki"), i, null, Text(detail, "operator"));
            }

            if (i == 0)
            {
                // The first key is enrolled at seq 1 and signs seq 0: its spki is found there.
                Demand(keyid == Text(_anchor, "firstKey"), "6 first key");
                Demand(Text(detail, "ledger") == Text(_anchor, "ledger") && Text(detail, "origin") == Text(_anchor, "origin"), "3 founds this ledger");
                JsonElement enrolment = JsonDocument.Parse(Base64(Text(Strict(details[1]), "detail"))).RootElement;
                Demand(VerifyEcdsa(Text(enrolment, "spki"), pae, signature), "6 signature of ledger.create");
                continue;
            }

            Demand(_keys.TryGetValue(keyid, out (string Spki, long From, long? To, string Operator) key) && (key.From < i || i == 1) && (key.To is null || key.To >= i), "6 key valid in keys");
            Demand(VerifyEcdsa(key.Spki, pae, signature) && key.Operator == Text(statement, "operator"), $"6 signature in keys {i}");
            if (action == "operator.key.retire")
            {
                string retired = Text(detail, "keyid");
                Demand(_keys[retired].To is null && _keys[retired].Operator == Text(detail, "operator"), $"3 retirement {i}");
                _keys[retired] = _keys[retired] with { To = i };
            }
        }
    }

    private void CheckEntries(string[] records, string[] details, string log, long start, long keysSize, Sealed epoch)
    {
        string? previous = null;
        long keysBefore = 0;
        for (int i = 0; i < records.Length; i++)
        {
            long seq = start + i;
            JsonElement statement = Statement(records[i], log, seq, out string keyid, out byte[] pae, out byte[] signature);
            Demand(previous is null ? seq > 0 || Text(statement, "prev").Length == 0 : Text(statement, "prev") == previous, $"6 prev {seq}");
            previous = Hex(Leaf(Encoding.UTF8.GetBytes(records[i])));
            long at = Number(statement, "keys");
            Demand(at >= keysBefore && at <= keysSize, $"6 keys {seq}");
            keysBefore = at;
            Demand(_ids.Add(Text(statement, "id")), $"6 id {seq}");
            Demand(Time(Text(statement, "at")) <= epoch.EpochAt, $"6 at {seq}");
            (string spki, long from, long? to, string @operator) = _keys[keyid];
            Demand(from < at && (to is null || to >= at) && @operator == Text(statement, "operator"), $"6 key valid {seq}");
            Demand(VerifyEcdsa(spki, pae, signature), $"6 signature {seq}");
            Incarnation(Text(statement, "incarnation"), seq);
            if (epoch.Commits(seq, Text(_anchor, "log") == log ? _baseline.Size : _baseline.KeysSize, _baseline.GlobalSize))
            {
                Demand(Text(statement, "incarnation") == epoch.Incarnation, $"2 incarnation of the epoch {seq}");
            }

            if (Text(statement, "action") == "detail.erase" && Text(statement, "phase") == "fact" && !statement.TryGetProperty("outcome", out _) && !details[i].Contains("\"erased\":", StringComparison.Ordinal))
            {
                _ = Ranges(details[i], statement, seq);
            }

            DetailOrErasure(details[i], statement, seq);
        }
    }

    private JsonElement Statement(string record, string log, long seq, out string keyid, out byte[] pae, out byte[] signature)
    {
        JsonElement envelope = Strict(record);
        JsonElement one = envelope.GetProperty("signatures")[0];
        keyid = Text(one, "keyid");
        signature = Base64(Text(one, "sig"));
        string payload = Text(envelope, "payload");
        Demand(record == $$"""{"payloadType":"application/vnd.mspgov.entry.v1+json","payload":"{{payload}}","signatures":[{"keyid":"{{keyid}}","sig":"{{Convert.ToBase64String(signature)}}"}]}""", $"2 exact envelope {seq}");
        byte[] bytes = Base64(payload);
        Demand(Encoding.UTF8.GetByteCount(record) <= 65535, $"1 size of {seq}");
        Demand(Compact(Strict(bytes)) == new UTF8Encoding(false, true).GetString(bytes), $"2 one form of {seq}");
        pae = [.. Encoding.UTF8.GetBytes($"DSSEv1 36 application/vnd.mspgov.entry.v1+json {bytes.Length} "), .. bytes];
        JsonElement statement = Strict(bytes);
        Demand(Number(statement, "v") == 1 && Text(statement, "ledger") == Text(_anchor, "ledger") && Text(statement, "log") == log && Number(statement, "seq") == seq, $"6 place {seq}");
        string phase = Text(statement, "phase");
        string? outcome = statement.TryGetProperty("outcome", out JsonElement given) ? given.GetString() : null;
        Demand(phase switch { "intent" => outcome is null, "outcome" => outcome is "succeeded" or "failed" or "unknown", "fact" => outcome is null or "denied", _ => false }, $"2 phase {seq}");
        Demand(statement.TryGetProperty("outcome", out JsonElement o) ? o.ValueKind == JsonValueKind.String : true, $"2 outcome {seq}");
        Forms(statement, seq);
        Demand(statement.GetProperty("source") is { ValueKind: JsonValueKind.Object } source && source.TryGetProperty("host", out _) && source.TryGetProperty("user", out _) && source.TryGetProperty("version", out _), $"2 source {seq}");
        return statement;
    }

    private static JsonElement Detail(string line, JsonElement statement, long seq)
    {
        JsonElement detail = Names(Strict(line), "seq", "salt", "detail");
        Demand(Compact(detail) == line, $"7 one form of detail {seq}");
        Demand(Number(detail, "seq") == seq, $"7 detail {seq}");
        byte[] salt = Base64(Text(detail, "salt"));
        byte[] bytes = Base64(Text(detail, "detail"));
        Demand(salt.Length == 32 && Hex(SHA256.HashData([.. salt, .. bytes])) == Text(statement, "detail"), $"7 hash {seq}");
        return Strict(bytes);
    }

    private (long Size, byte[] Root) Head(string name, long slot, string log, long slots, byte[] headsRoot)
    {
        byte[] bytes = Bytes(name);
        string[] head = Encoding.UTF8.GetString(bytes).Split('\n');
        Demand(head.Length == 8 && head[0] == "mspgov.head.v1" && head[1] == Text(_anchor, "ledger") && head[2] == $"{slot}" && head[3] == log && head[7].Length == 0, $"4 {name} form");
        string[] proof = Read(name + ".proof").Split('\n');
        Demand(proof[0] == "mspgov.inclusion.v1" && proof[1] == $"{slot} {slots}" && proof[^1].Length == 0, $"4 {name} proof form");
        Demand(slots >= 16 && long.IsPow2(slots) && Base64(head[6]).Length == 32, $"4 {name} slots and salt");
        Demand(RootOf(Leaf(bytes), slot, slots, [.. proof[2..^1].Select(Base64)]).AsSpan().SequenceEqual(headsRoot), $"4 {name} inclusion");
        return (Num(head[4]), Base64(head[5]));
    }

    private static bool VerifyEcdsa(string spki, byte[] message, byte[] signature)
    {
        byte[] der = Base64(spki);
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(der, out int read);
        var sequence = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        sequence.ReadInteger();
        BigInteger s = sequence.ReadInteger();
        return der.Length == 91 && read == 91 && s <= Order / 2 && key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    // RFC 6962 section 2.1, by its recursive definitions.
    private static byte[] TreeRoot(byte[][] leaves)
    {
        if (leaves.Length == 0)
        {
            return SHA256.HashData([]);
        }

        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        int k = (int)BitOperations.RoundUpToPowerOf2((uint)leaves.Length) / 2;
        return Node(TreeRoot(leaves[..k]), TreeRoot(leaves[k..]));
    }

    private static byte[] RootOf(byte[] hash, long index, long size, byte[][] path)
    {
        // The path of RFC 6962 section 2.1.1, from the leaf up: consumed in the order in which the recursion returns.
        int used = 0;
        byte[] root = Climb(index, size);
        return used == path.Length ? root : throw new InvalidDataException("proof too long");

        byte[] Climb(long m, long n)
        {
            if (n == 1)
            {
                return hash;
            }

            long k = Split(n);
            byte[] below = m < k ? Climb(m, k) : Climb(m - k, n - k);
            byte[] sibling = path[used++];
            return m < k ? Node(below, sibling) : Node(sibling, below);
        }
    }

    private static bool VerifyConsistency(long m, byte[] old, long n, byte[] root, byte[][] proof)
    {
        if (m == 0)
        {
            return proof.Length == 0;
        }

        if (m == n)
        {
            return proof.Length == 0 && old.AsSpan().SequenceEqual(root);
        }

        int used = 0;
        (byte[] oldRoot, byte[] newRoot) = Sub(m, n, true);
        return used == proof.Length && oldRoot.AsSpan().SequenceEqual(old) && newRoot.AsSpan().SequenceEqual(root);

        (byte[] Old, byte[] New) Sub(long from, long size, bool whole)
        {
            if (from == size)
            {
                byte[] same = whole ? old : proof[used++];
                return (same, same);
            }

            long k = Split(size);
            if (from <= k)
            {
                (byte[] o, byte[] w) = Sub(from, k, whole);
                return (o, Node(w, proof[used++]));
            }

            (byte[] ro, byte[] rw) = Sub(from - k, size - k, false);
            byte[] left = proof[used++];
            return (Node(left, ro), Node(left, rw));
        }
    }

    // Section 1: compact ranges. The root from the ranges of [0,start) and [end,size) and the leaves between.
    private static byte[] RangeRoot(long start, byte[][] before, byte[][] leaves, long end, byte[][] after, long size)
    {
        var known = new Dictionary<(long, long), byte[]>();
        Add(0, start, before);
        Add(end, size, after);
        for (int i = 0; i < leaves.Length; i++)
        {
            known[(start + i, start + i + 1)] = leaves[i];
        }

        return size == 0 ? SHA256.HashData([]) : Of(0, size);

        void Add(long from, long to, byte[][] hashes)
        {
            int used = 0;
            for (long at = from; at < to; used++)
            {
                long width = at == 0 ? long.MaxValue / 2 + 1 : at & -at;
                while (width > to - at)
                {
                    width >>= 1;
                }

                known[(at, at + width)] = hashes[used];
                at += width;
            }

            Demand(used == hashes.Length, "5 compact range length");
        }

        byte[] Of(long from, long to) =>
            known.TryGetValue((from, to), out byte[]? hash) ? hash
            : to - from == 1 ? throw new InvalidDataException("5 a leaf is missing")
            : Node(Of(from, from + Split(to - from)), Of(from + Split(to - from), to));
    }

    private static long Split(long n) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)(n - 1)));

    private static byte[] Leaf(byte[] bytes) => SHA256.HashData([0, .. bytes]);

    private static byte[] Node(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static void Demand(bool holds, string section)
    {
        if (!holds)
        {
            throw new InvalidDataException("Does not hold: " + section);
        }
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(_pack, name));

    private string Read(string name)
    {
        byte[] bytes = NoCr(Bytes(name));
        Demand(bytes.Length == 0 || bytes[^1] == '\n', "0 last line of " + name);
        return new UTF8Encoding(false, true).GetString(bytes);
    }

    private string[] Lines(string name) => Read(name).Split('\n')[..^1];
}
