using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Tests.Merkle;

namespace MspGov.Ledger.Tests.Attack;

/// <summary>
/// Makes packs from nothing, as somebody would who holds every key: operators', ledger's, witness's. All hashes, trees and signatures
/// fit whatever a test changes, so that only the one rule that forbids the change can find it.
/// </summary>
internal sealed class PackForge
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public const string Ledger = "11111111-1111-4111-8111-111111111111";
    public const string Tenant = "22222222-2222-4222-8222-222222222222";
    public const string Origin = "mspgov.local/" + Ledger;
    public const int Slot = 2;

    public static readonly EcdsaPrivateKey Alice = EcdsaPrivateKey.Create();
    public static readonly EcdsaPrivateKey Bob = EcdsaPrivateKey.Create();
    public static readonly EcdsaPrivateKey Carol = EcdsaPrivateKey.Create();
    public static readonly LedgerKeyPair First = LedgerKeyPair.Create(Origin);
    public static readonly LedgerKeyPair Second = LedgerKeyPair.Create(Origin);
    public static readonly LedgerKeyPair Third = LedgerKeyPair.Create(Origin);

    private int _ids;

    /// <summary>
    /// Epoch 0 founds, 1 has the tenant's first entries and is the anchor's, 2 and 3 rotate where asked, the last has the rest: two
    /// entries and an erasure of seq 1 at seq 5 of 7.
    /// </summary>
    public PackForge(int rotations = 0)
    {
        Commits.Add(new Commit(First));
        Commits[0].Entries.AddRange([Create(), Enrol("alice", Alice), Enrol("bob", Bob)]);
        Commits.Add(new Commit(First));
        Commits[1].Entries.AddRange([Entry("tenant.test"), Entry("tenant.test"), Entry("tenant.test")]);
        LedgerKeyPair[] pairs = [First, Second, Third];
        for (int i = 0; i < rotations; i++)
        {
            Commits.Add(new Commit(pairs[i], pairs[i + 1]));
            Commits[^1].Entries.Add(Rotate(pairs[i], pairs[i + 1]));
        }

        Commits.Add(new Commit(pairs[rotations]));
        Commits[^1].Entries.AddRange([Entry("tenant.test"), Entry("tenant.test"), Erase(1, 1), Entry("tenant.test")]);
        Anchor = 1;
        Erased[1] = 5;
    }

    public List<Commit> Commits { get; } = [];

    /// <summary>Index of the commit whose checkpoint is the anchor's.</summary>
    public int Anchor { get; set; }

    public int? Start { get; set; }

    public int? End { get; set; }

    /// <summary>Seqs of the tenant's log that are left out, and the eraser that is said.</summary>
    public Dictionary<int, long> Erased { get; } = [];

    /// <summary>Changes the pack before its manifest is made.</summary>
    public Action<ForgedPack>? Files { get; set; }

    /// <summary>Changes the text of a head leaf that goes into the last epoch's heads tree.</summary>
    public Func<string, string>? HeadText { get; set; }

    /// <summary>Changes the text of the last epoch's leaf that goes into the global log.</summary>
    public Func<string, string>? EpochText { get; set; }

    /// <summary>Changes the text of the last checkpoint before it is signed.</summary>
    public Func<string, string>? CheckpointText { get; set; }

    /// <summary>Changes the signed note of a checkpoint, by the commit's index.</summary>
    public Func<int, SignedNote, string> Note { get; set; } = (_, note) => note.ToString();

    /// <summary>Changes the text of the manifest before it is signed.</summary>
    public Func<string, string> Manifest { get; set; } = text => text;

    public Func<SignedNote, string> ManifestNote { get; set; } = note => note.ToString();

    public Action<JsonObject>? TrustAnchor { get; set; }

    public int Slots { get; set; } = 16;

    public IEnumerable<ForgedEntry> Keys => Commits.SelectMany(commit => commit.Entries).Where(entry => entry.Log == "keys");

    public List<ForgedEntry> TenantEntries => [.. Commits.SelectMany(commit => commit.Entries).Where(entry => entry.Log == Tenant)];

    public static ForgedEntry Entry(string action, string detail = "{\"paths\":3}") => new(Tenant, action, detail);

    public static ForgedEntry Enrol(string id, EcdsaPrivateKey key) => new(
        "keys", "operator.key.enrol", $$"""{"operator":"{{id}}","keyid":"{{key.KeyId}}","spki":"{{Convert.ToBase64String(key.Public.Spki)}}"}""");

    public static ForgedEntry Retire(string id, EcdsaPrivateKey key) => new("keys", "operator.key.retire", $$"""{"operator":"{{id}}","keyid":"{{key.KeyId}}"}""");

    public static ForgedEntry Rotate(LedgerKeyPair old, LedgerKeyPair fresh) => new(
        "keys", "ledger.key.rotate", $$"""{"oldVkeys":[{{Vkeys(old)}}],"newVkeys":[{{Vkeys(fresh)}}]}""");

    public static ForgedEntry Erase(int first, int last) => new(Tenant, "detail.erase", $$"""{"ranges":[[{{first}},{{last}}]]}""") { Change = statement => (statement["ticket"], statement["reason"]) = ("T-1", "asked for") };

    /// <summary>The pack and the trust anchor.</summary>
    public (ForgedPack Pack, byte[] Anchor) Build()
    {
        var epochs = new List<byte[]>();
        var texts = new List<string>();
        var notes = new List<string>();
        var states = new List<(byte[][] Keys, byte[][] Tenant, byte[][] Heads)>();
        var keys = new List<byte[]>();
        var tenant = new List<byte[]>();
        for (int i = 0; i < Commits.Count; i++)
        {
            foreach (ForgedEntry entry in Commits[i].Entries)
            {
                List<byte[]> log = entry.Log == "keys" ? keys : tenant;
                entry.Seal(log, keys.Count, Commits[i].Incarnation, _ids++, i);
                log.Add(entry.Record);
            }

            byte[][] heads = Heads(keys, tenant, i == Commits.Count - 1);
            string epoch = $"mspgov.epoch.v1\n{Ledger}\n{i}\n{Slots}\n{Convert.ToBase64String(NaiveTree.Root(heads))}\n"
                + $"{(i == 0 ? "" : Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(texts[i - 1]))))}\n{Time(i)}\n{Commits[i].Incarnation}\n";
            epochs.Add(Encoding.UTF8.GetBytes(i == Commits.Count - 1 && EpochText is not null ? EpochText(epoch) : epoch));
            string text = $"{Origin}\n{i + 1}\n{Convert.ToBase64String(NaiveTree.Root(epochs.ToArray()))}\n";
            texts.Add(i == Commits.Count - 1 && CheckpointText is not null ? CheckpointText(text) : text);
            notes.Add(Note(i, Sign(texts[i], Commits[i].Signers)));
            states.Add(([.. keys], [.. tenant], heads));
        }

        var world = new ForgedWorld(epochs, notes, states);
        byte[] anchor = AnchorOf(world);
        ForgedPack pack = PackOf(world);
        Files?.Invoke(pack);
        Seal(pack);
        return (pack, anchor);
    }

    public static string Time(int epoch) => string.Create(CultureInfo.InvariantCulture, $"2026-03-0{epoch + 1}T10:00:00.000Z");

    public static string Base64(IEnumerable<byte[]> hashes) => string.Concat(hashes.Select(hash => Convert.ToBase64String(hash) + "\n"));

    public static string Json(JsonNode node) => node.ToJsonString(Plain);

    private static string Vkeys(LedgerKeyPair pair) => string.Join(',', pair.Vkeys.Select(key => $"\"{key}\""));

    private static ForgedEntry Create() => new("keys", "ledger.create", $$"""{"ledger":"{{Ledger}}","origin":"{{Origin}}","vkeys":[{{Vkeys(First)}}]}""");

    private static SignedNote Sign(string text, LedgerKeyPair[] pairs)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return new SignedNote(text, [.. pairs.Select(pair => pair.SignEcdsa(bytes)), .. pairs.Select(pair => pair.SignEd25519(bytes))]);
    }

    private static string Head(int slot, string log, List<byte[]> records) =>
        $"mspgov.head.v1\n{Ledger}\n{slot}\n{log}\n{records.Count}\n{Convert.ToBase64String(NaiveTree.Root(records.ToArray()))}\n{Convert.ToBase64String(SHA256.HashData([(byte)slot]))}\n";

    private byte[][] Heads(List<byte[]> keys, List<byte[]> tenant, bool last)
    {
        byte[][] heads = [.. Enumerable.Range(0, Slots).Select(slot => Encoding.UTF8.GetBytes($"mspgov.vacant.v1\n{slot}\n{Convert.ToBase64String(SHA256.HashData([(byte)slot]))}\n"))];
        string head = Head(Slot, Tenant, tenant);
        heads[1] = Encoding.UTF8.GetBytes(Head(1, "keys", keys));
        heads[Slot] = Encoding.UTF8.GetBytes(last && HeadText is not null ? HeadText(head) : head);
        return heads;
    }

    private byte[] AnchorOf(ForgedWorld world)
    {
        (byte[][] keys, byte[][] tenant, _) = world.States[Anchor];
        var anchor = new JsonObject
        {
            ["format"] = "mspgov.trust.v1",
            ["ledger"] = Ledger,
            ["origin"] = Origin,
            ["vkeys"] = new JsonArray([.. Commits[Anchor].Signers[^1].Vkeys.Select(key => (JsonNode)key.ToString())]),
            ["firstKey"] = Alice.KeyId,
            ["log"] = Tenant,
            ["slot"] = Slot,
            ["checkpoint"] = world.Notes[Anchor],
            ["size"] = tenant.Length,
            ["root"] = Convert.ToBase64String(NaiveTree.Root(tenant)),
            ["keysSize"] = keys.Length,
            ["keysRoot"] = Convert.ToBase64String(NaiveTree.Root(keys)),
            ["tsa"] = new JsonArray(),
            ["witnesses"] = new JsonArray(),
        };
        TrustAnchor?.Invoke(anchor);
        return Encoding.UTF8.GetBytes(Json(anchor) + "\n");
    }

    private ForgedPack PackOf(ForgedWorld world)
    {
        ForgedPack pack = ForgedPack.Empty();
        (byte[][] keys, byte[][] tenant, byte[][] heads) = world.States[^1];
        int start = Start ?? 0;
        int end = End ?? tenant.Length;
        List<ForgedEntry> entries = TenantEntries;
        pack.WriteLines("entries.jsonl", tenant[start..end].Select(Encoding.UTF8.GetString));
        pack.WriteLines("details.jsonl", Enumerable.Range(start, end - start).Select(seq => Erased.TryGetValue(seq, out long eraser) ? $$"""{"seq":{{seq}},"erased":{{eraser}}}""" : entries[seq].Line(seq)));
        foreach (long eraser in Erased.Values.Where(seq => (seq < start || seq >= end) && seq < tenant.Length).Distinct())
        {
            pack.Write($"erasures/{eraser}.json", Json(new JsonObject
            {
                ["record"] = Encoding.UTF8.GetString(tenant[eraser]),
                ["inclusion"] = new JsonArray([.. NaiveTree.Path((int)eraser, tenant).Select(hash => (JsonNode)Convert.ToBase64String(hash))]),
                ["salt"] = Convert.ToBase64String(entries[(int)eraser].Salt),
                ["detail"] = Convert.ToBase64String(entries[(int)eraser].Detail),
            }) + "\n");
        }

        byte[][] before = NaiveTree.Range(0, start, tenant);
        byte[][] after = NaiveTree.Range(end, tenant.Length, tenant);
        pack.Write("range.proof", $"mspgov.range.v1\n{start} {end} {tenant.Length}\n{before.Length}\n{Base64(before)}{after.Length}\n{Base64(after)}");
        HeadFiles(pack, "", heads, Slot);
        pack.WriteLines("keys.entries.jsonl", keys.Select(Encoding.UTF8.GetString));
        pack.WriteLines("keys.details.jsonl", Keys.Select((entry, seq) => entry.Line(seq)));
        HeadFiles(pack, "keys.", heads, 1);
        EpochFiles(pack, "", world, Commits.Count - 1);
        History(pack, world);
        return pack;
    }

    private void History(ForgedPack pack, ForgedWorld world)
    {
        var rotations = new JsonArray();
        byte[][] epochs = [.. world.Epochs];
        for (int i = Anchor + 1; i < Commits.Count; i++)
        {
            if (Commits[i].Signers.Length == 2)
            {
                string prefix = $"rotation-{rotations.Count}/";
                EpochFiles(pack, prefix, world, i);
                HeadFiles(pack, prefix + "keys.", world.States[i].Heads, 1);
                rotations.Add(Hashes(NaiveTree.Proof(i + 1, epochs)));
            }
        }

        if (Anchor == Commits.Count - 1)
        {
            return;
        }

        (byte[][] keys, byte[][] tenant, _) = world.States[Anchor];
        pack.Write("consistency.json", Json(new JsonObject
        {
            ["from"] = new JsonObject
            {
                ["checkpoint"] = world.Notes[Anchor],
                ["size"] = tenant.Length,
                ["root"] = Convert.ToBase64String(NaiveTree.Root(tenant)),
                ["keysSize"] = keys.Length,
                ["keysRoot"] = Convert.ToBase64String(NaiveTree.Root(keys)),
            },
            ["global"] = Hashes(NaiveTree.Proof(Anchor + 1, epochs)),
            ["log"] = tenant.Length == 0 ? new JsonArray() : Hashes(NaiveTree.Proof(tenant.Length, world.States[^1].Tenant)),
            ["rotations"] = rotations,
        }) + "\n");
    }

    private static JsonArray Hashes(byte[][] hashes) => new([.. hashes.Select(hash => (JsonNode)Convert.ToBase64String(hash))]);

    private void HeadFiles(ForgedPack pack, string prefix, byte[][] heads, int slot)
    {
        pack.Files[prefix + "head"] = heads[slot];
        pack.Write(prefix + "head.proof", $"mspgov.inclusion.v1\n{slot} {Slots}\n{Base64(NaiveTree.Path(slot, heads))}");
    }

    private static void EpochFiles(ForgedPack pack, string prefix, ForgedWorld world, int epoch)
    {
        pack.Files[prefix + "epoch"] = world.Epochs[epoch];
        pack.Write(prefix + "epoch.tlog-proof", $"c2sp.org/tlog-proof@v1\nindex {epoch}\n{Base64(NaiveTree.Path(epoch, world.Epochs.Take(epoch + 1).ToArray()))}\n{world.Notes[epoch]}");
    }

    private void Seal(ForgedPack pack)
    {
        int size = TenantEntries.Count;
        var manifest = new JsonObject
        {
            ["format"] = "mspgov.evidence.v1",
            ["ledger"] = Ledger,
            ["origin"] = Origin,
            ["log"] = Tenant,
            ["slot"] = Slot,
            ["start"] = Start ?? 0,
            ["end"] = End ?? size,
            ["size"] = size,
            ["createdAt"] = "2026-03-09T10:00:00.000Z",
            ["createdBy"] = "alice",
            ["files"] = new JsonArray([.. pack.Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (JsonNode)new JsonObject
            {
                ["path"] = file.Key,
                ["bytes"] = file.Value.Length,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Value)),
            })]),
        };
        byte[] bytes = Encoding.Latin1.GetBytes(Manifest(Json(manifest) + "\n"));
        pack.Files["manifest.json"] = bytes;
        string text = $"mspgov.manifest.v1\n{Origin}\n{Convert.ToHexStringLower(SHA256.HashData(bytes))}\n";
        pack.Write("manifest.note", ManifestNote(Sign(text, [Commits[^1].Signers[^1]])));
    }

    private sealed record ForgedWorld(List<byte[]> Epochs, List<string> Notes, List<(byte[][] Keys, byte[][] Tenant, byte[][] Heads)> States);
}

/// <summary>Entries that are committed at once, and whose keys sign the checkpoint: two pairs for a rotation.</summary>
internal sealed class Commit(params LedgerKeyPair[] signers)
{
    public LedgerKeyPair[] Signers { get; set; } = signers;

    public List<ForgedEntry> Entries { get; } = [];

    public string Incarnation { get; set; } = "33333333-3333-4333-8333-333333333333";
}

/// <summary>An entry before it is signed.</summary>
internal sealed class ForgedEntry(string log, string action, string detail)
{
    public string Log { get; } = log;

    public byte[] Detail { get; set; } = Encoding.UTF8.GetBytes(detail);

    public byte[] Salt { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(log + action + detail));

    public EcdsaPrivateKey Key { get; set; } = PackForge.Alice;

    /// <summary>Changes the statement before it is signed.</summary>
    public Action<JsonObject>? Change { get; set; }

    /// <summary>Changes the statement's text before it is signed, byte for character.</summary>
    public Func<string, string> Text { get; set; } = text => text;

    public Func<byte[], byte[]> Signature { get; set; } = signature => signature;

    /// <summary>Changes the record that is stored.</summary>
    public Func<string, string> Stored { get; set; } = record => record;

    public byte[] Record { get; private set; } = [];

    public string Line(int seq) => $$"""{"seq":{{seq}},"salt":"{{Convert.ToBase64String(Salt)}}","detail":"{{Convert.ToBase64String(Detail)}}"}""";

    public void Seal(List<byte[]> log, int keys, string incarnation, int id, int epoch)
    {
        var statement = new JsonObject
        {
            ["v"] = 1,
            ["ledger"] = PackForge.Ledger,
            ["log"] = Log,
            ["seq"] = log.Count,
            ["prev"] = log.Count == 0 ? "" : Convert.ToHexStringLower(NaiveTree.LeafHash(log[^1])),
            ["keys"] = keys,
            ["incarnation"] = incarnation,
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"019f0000-0000-7000-8000-{id:D12}"),
            ["at"] = PackForge.Time(epoch),
            ["operator"] = "alice",
            ["action"] = action,
            ["phase"] = "fact",
            ["correlation"] = "44444444-4444-4444-8444-444444444444",
            ["source"] = new JsonObject { ["host"] = "h", ["user"] = "u", ["version"] = "1" },
            ["detail"] = Convert.ToHexStringLower(SHA256.HashData([.. Salt, .. Detail])),
        };
        Change?.Invoke(statement);
        byte[] bytes = Encoding.Latin1.GetBytes(Text(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(PackForge.Json(statement)))));
        byte[] pae = [.. Encoding.UTF8.GetBytes($"DSSEv1 36 application/vnd.mspgov.entry.v1+json {bytes.Length} "), .. bytes];
        Record = Encoding.Latin1.GetBytes(Stored(ForgedPack.Envelope(bytes, Key.KeyId, Convert.ToBase64String(Signature(Key.Sign(pae))))));
    }
}
