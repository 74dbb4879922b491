using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MspGov.Core.Services;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;
using MspGov.Ledger.Tests.Support;
using Xunit.Abstractions;

namespace MspGov.Ledger.Tests.Attack;

/// <summary>
/// Every way we could think of to change a pack, by an outsider and by an insider who holds the ledger's keys. Each mutant must be
/// Invalid by the rule that is there for it; none may crash the verifier.
/// </summary>
public sealed class PackAttackTests : IDisposable
{
    private const int Entries = 20;
    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly ITestOutputHelper _output;
    private readonly PackWorld _world = new(Entries);
    private readonly ForgedPack _whole;
    private readonly ForgedPack _part;
    private readonly LedgerKeyPair _keys;
    private int _count;

    public PackAttackTests(ITestOutputHelper output)
    {
        _output = output;
        _whole = ForgedPack.Read(_world.Export("whole"));
        _part = ForgedPack.Read(_world.Export("part", 5, 14));
        JsonObject anchor = JsonNode.Parse(File.ReadAllBytes(_world.Trust))!.AsObject();
        _keys = LedgerKeyPair.Load(
            Path.Combine(_world.Store.StorePath, "keys", "ledger"),
            [.. anchor["vkeys"]!.AsArray().Select(key => Vkey.Parse(key!.GetValue<string>()))]);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _world.Dispose();
    }

    [Fact]
    public void Resealing_an_unchanged_pack_keeps_it_valid()
    {
        Assert.NotEqual(Verdict.Invalid, Verify(_whole.Copy().Reseal(_keys)).Verdict);
        Assert.NotEqual(Verdict.Invalid, Verify(_part.Copy().Reseal(_keys)).Verdict);
    }

    [Fact]
    public void An_outsider_cannot_change_any_file()
    {
        foreach (string name in _whole.Files.Keys)
        {
            int length = _whole.Files[name].Length;
            for (int i = 0; i < 8; i++)
            {
                int at = (int)((long)i * Math.Max(0, length - 1) / 7);
                if (length > 0)
                {
                    Attack($"{name}: bit {at}", [1, 2], pack => pack.Files[name][at] ^= (byte)(1 << (i % 8)), seal: false);
                }
            }

            Attack($"{name}: cut", [1, 2], pack => pack.Files[name] = pack.Files[name][..^Math.Min(3, length)], seal: false, skip: length == 0);
            Attack($"{name}: grown", [1, 2], pack => pack.Files[name] = [.. pack.Files[name], (byte)'\n'], seal: false);
            Attack($"{name}: gone", [1], pack => pack.Files.Remove(name), seal: false);
            Attack($"{name}: twice", [1], pack => pack.Files["copy." + name.Replace('/', '.')] = pack.Files[name], seal: false);
        }

        Report(160);
    }

    [Fact]
    public void An_insider_with_the_ledgers_keys_cannot_change_entries()
    {
        foreach (int i in new[] { 0, 1, 7, Entries - 1 })
        {
            Attack($"entry {i} left out", [5], pack => pack.WriteLines("entries.jsonl", pack.Lines("entries.jsonl").Where((_, index) => index != i)));
            Attack($"entry {i} twice", [5], pack => pack.WriteLines("entries.jsonl", pack.Lines("entries.jsonl").SelectMany((line, index) => index == i ? new[] { line, line } : [line])));
            Attack($"entry {i} and the next exchanged", [5, 6], pack => Exchange(pack, "entries.jsonl", i));
            Attack($"entry {i}: reason", [5, 6], pack => pack.Statement("entries.jsonl", i, statement => statement["reason"] = "as agreed"));
            Attack($"entry {i}: operator", [5, 6], pack => pack.Statement("entries.jsonl", i, statement => statement["operator"] = "bob"));
            Attack($"entry {i}: time", [5, 6], pack => pack.Statement("entries.jsonl", i, statement => statement["at"] = "2020-01-01T00:00:00.000Z"));
            Attack($"entry {i}: seq", [5, 6], pack => pack.Statement("entries.jsonl", i, statement => statement["seq"] = 99));
            Attack($"entry {i}: ledger", [5, 6], pack => pack.Statement("entries.jsonl", i, statement => statement["ledger"] = Guid.NewGuid().ToString("D")));
            Attack($"entry {i}: signed by a key of nobody", [5, 6], pack => Resign(pack, "entries.jsonl", i));
            Attack($"entry {i}: high S", [5, 6], pack => Resign(pack, "entries.jsonl", i, HighS));
            Attack($"entry {i}: white space", [5, 6], pack => pack.Line("entries.jsonl", i, line => line.Replace("\"payload\":", "\"payload\": ", StringComparison.Ordinal)));
            Attack($"entry {i}: second signature", [5, 6], pack => pack.Line("entries.jsonl", i, line => line.Replace("]}", ",{\"keyid\":\"00\",\"sig\":\"AA==\"}]}", StringComparison.Ordinal)));
            Attack($"entry {i}: CR", [5, 6], pack => pack.Line("entries.jsonl", i, line => line + "\r"));
            Attack($"entry {i}: detail changed", [7], pack => Detail(pack, i, detail => detail["detail"] = Convert.ToBase64String("{}"u8)));
            Attack($"entry {i}: salt changed", [7], pack => Detail(pack, i, detail => detail["salt"] = Convert.ToBase64String(new byte[32])));
            Attack($"entry {i}: detail erased by nobody", [7], pack => pack.Line("details.jsonl", i, _ => $"{{\"seq\":{i},\"erased\":{Entries}}}"));
            Attack($"entry {i}: detail erased outside", [7], pack => pack.Line("details.jsonl", i, _ => $"{{\"seq\":{i},\"erased\":999}}"));
            Attack($"entry {i}: detail left out", [7], pack => pack.WriteLines("details.jsonl", pack.Lines("details.jsonl").Where((_, index) => index != i)));
            Attack($"entry {i}: detail of another", [7], pack => Exchange(pack, "details.jsonl", i));
        }

        Report(70);
    }

    [Fact]
    public void An_insider_with_the_ledgers_keys_cannot_cut_shift_or_exchange()
    {
        foreach (int cut in new[] { 1, 2, 9, Entries })
        {
            Attack($"tail of {cut} cut, range as before", [5], pack => CutTail(pack, cut));
            Attack($"tail of {cut} cut, everywhere", [1, 4, 5], pack =>
            {
                CutTail(pack, cut);
                long size = pack.Lines("entries.jsonl").Length;
                pack.ManifestMember("end", size);
                pack.ManifestMember("size", size);
                pack.WriteLines("range.proof", ["mspgov.range.v1", $"0 {size} {size}", "0", "0"]);
                pack.Line("head", 4, _ => $"{size}");
            });
        }

        foreach ((string name, int line) in new[] { ("head", 1), ("head", 2), ("head", 3), ("head", 4), ("head", 5), ("head", 6), ("keys.head", 2), ("keys.head", 4), ("keys.head", 5) })
        {
            Attack($"{name}, line {line}", [1, 4, 5], pack => pack.Line(name, line, Other));
        }

        foreach (string name in new[] { "head.proof", "keys.head.proof" })
        {
            int lines = _whole.Lines(name).Length;
            for (int i = 1; i < lines; i++)
            {
                Attack($"{name}, line {i}", [4], pack => pack.Line(name, i, Other));
            }

            Attack($"{name}, a hash more", [4], pack => pack.WriteLines(name, [.. pack.Lines(name), pack.Lines(name)[^1]]));
            Attack($"{name}, a hash less", [4], pack => pack.WriteLines(name, pack.Lines(name)[..^1]));
        }

        for (int i = 1; i < 8; i++)
        {
            Attack($"epoch, line {i}", [3, 4], pack => pack.Line("epoch", i, Other));
        }

        Attack("the heads exchanged", [1, 4], pack => (pack.Files["head"], pack.Files["keys.head"]) = (pack.Files["keys.head"], pack.Files["head"]));
        Attack("range of the part: start moved", [1, 5], pack => pack.Line("range.proof", 1, line => line.Replace("5 14", "4 14", StringComparison.Ordinal)), part: true);
        Attack("range of the part: a hash other", [5], pack => pack.Line("range.proof", 3, Other), part: true);
        Attack("range of the part: an entry at its edge left out", [1, 5], pack =>
        {
            pack.WriteLines("entries.jsonl", pack.Lines("entries.jsonl")[1..]);
            pack.WriteLines("details.jsonl", pack.Lines("details.jsonl")[1..]);
        }, part: true);
        Report(40);
    }

    [Fact]
    public void An_insider_with_the_ledgers_keys_cannot_rewrite_history_or_keys()
    {
        int keys = _whole.Lines("keys.entries.jsonl").Length;
        for (int i = 0; i < keys; i++)
        {
            Attack($"keys entry {i} left out", [5, 6, 7], pack => pack.WriteLines("keys.entries.jsonl", pack.Lines("keys.entries.jsonl").Where((_, index) => index != i)));
            Attack($"keys entry {i}: operator", [5, 6], pack => pack.Statement("keys.entries.jsonl", i, statement => statement["operator"] = "mallory"));
            Attack($"keys entry {i}: detail", [6, 7], pack => pack.Line("keys.details.jsonl", i, line => line.Replace("\"detail\":\"", "\"detail\":\"AA", StringComparison.Ordinal)));
            Attack($"keys entry {i}: signed by nobody", [5, 6], pack => Resign(pack, "keys.entries.jsonl", i));
        }

        foreach (string member in new[] { "size", "root", "keysSize", "keysRoot", "checkpoint" })
        {
            Attack($"consistency: {member}", [8], pack => Consistency(pack, from => from["from"]![member] = member.EndsWith("ize", StringComparison.Ordinal) ? 1 : Other(from["from"]![member]!.GetValue<string>())));
        }

        Attack("consistency: no global proof", [8], pack => Consistency(pack, from => from["global"] = new JsonArray()));
        Attack("consistency: no log proof", [8], pack => Consistency(pack, from => from["log"] = new JsonArray()));
        Attack("consistency: a rotation that was none", [2, 8], pack => Consistency(pack, from => from["rotations"] = new JsonArray(new JsonArray("AAAA"))));
        Attack("consistency: not there", [8], pack => pack.Files.Remove("consistency.json"));
        Attack("consistency: not JSON", [8], pack => pack.Write("consistency.json", "{"));
        Attack("checkpoint: size", [2], pack => Checkpoint(pack, (lines, at) => lines[at + 1] = "999"));
        Attack("checkpoint: root", [2], pack => Checkpoint(pack, (lines, at) => lines[at + 2] = Other(lines[at + 2])));
        Attack("checkpoint: origin", [2], pack => Checkpoint(pack, (lines, at) => lines[at] = "mspgov.local/" + Guid.NewGuid().ToString("D")));
        Attack("checkpoint: no Ed25519 line", [2], pack => pack.Write("epoch.tlog-proof", string.Join('\n', pack.Text("epoch.tlog-proof").Split('\n')[..^2]) + "\n"));
        Attack("checkpoint: signed by other keys", [2], SignByOthers);
        Attack("tlog-proof: index", [2, 3], pack => pack.Line("epoch.tlog-proof", 1, _ => "index 1"));
        foreach ((string member, JsonNode value) in new (string, JsonNode)[]
        {
            ("ledger", Guid.NewGuid().ToString("D")), ("log", Guid.NewGuid().ToString("D")), ("origin", "mspgov.local/x"), ("slot", 9), ("start", 1), ("end", 3), ("size", 3), ("format", "mspgov.evidence.v2"),
        })
        {
            Attack($"manifest: {member}", [1], pack => pack.ManifestMember(member, value.DeepClone()));
        }

        Report(28);
    }

    [Fact]
    public void A_pack_of_a_fork_is_found_against_a_pack_of_the_other_history()
    {
        string before = Path.Combine(_world.Store.Root, "fork");
        _world.Store.Ledger.Dispose();
        CopyFolder(_world.Store.StorePath, before);
        _world.Store.Reopen();
        _world.Store.Fill(_world.Tenant, 3);
        string first = _world.Export("first");

        // Whoever owns the machine can also take away the mark that would have refused the fork.
        File.Delete(Store.HighWaterMark.StateFile(_world.Store.Ledger.LedgerId));
        using LedgerStore fork = LedgerStore.Open(new ConnectRequest { Path = before, Operator = "alice" });
        fork.Append([TestStore.Reading(_world.Tenant, 1000)]);
        fork.Append([TestStore.Reading(_world.Tenant, 1001)]);
        fork.Append([TestStore.Reading(_world.Tenant, 1002)]);
        fork.Append([TestStore.Reading(_world.Tenant, 1003)]);
        string second = Path.Combine(_world.Store.Root, "second");
        fork.ExportEvidence(new EvidenceRequest { TenantId = _world.Tenant, Path = second, Baseline = _world.Trust });

        Assert.NotEqual(Verdict.Invalid, _world.Verify(first).Verdict);
        Assert.NotEqual(Verdict.Invalid, _world.Verify(second).Verdict);
        VerificationReport report = _world.Verify(second, first);
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.Contains(report.Findings, finding => finding.Rule == 8);
    }

    private void Attack(string name, int[] rules, Action<ForgedPack> change, bool seal = true, bool part = false, bool skip = false)
    {
        if (skip)
        {
            return;
        }

        ForgedPack pack = (part ? _part : _whole).Copy();
        change(pack);
        VerificationReport report = Verify(seal ? pack.Reseal(_keys) : pack);
        Assert.True(report.Verdict == Verdict.Invalid, $"'{name}' was accepted");
        Assert.True(report.Findings.Any(finding => rules.Contains(finding.Rule)), $"'{name}' was found by {string.Join(", ", report.Findings.Select(finding => $"{finding.Rule} {finding.Code}"))}");
        _count++;
    }

    private VerificationReport Verify(ForgedPack pack) => _world.Verify(pack.WriteTo(Path.Combine(_world.Store.Root, "forged")));

    private void Report(int atLeast)
    {
        _output.WriteLine($"{_count} mutants, all found");
        Assert.True(_count >= atLeast, $"only {_count} mutants");
    }

    // Another text of the same form: a digit or letter changed, so that what is found is the content and not the syntax.
    private static string Other(string text) =>
        text.Length == 0 ? "AAAA"
        : text.All(char.IsAsciiDigit) ? (long.Parse(text, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture)
        : (text[0] == 'a' ? 'b' : 'a') + text[1..];

    private static void Exchange(ForgedPack pack, string name, int i)
    {
        string[] lines = pack.Lines(name);
        int j = i + 1 < lines.Length ? i + 1 : i - 1;
        (lines[i], lines[j]) = (lines[j], lines[i]);
        pack.WriteLines(name, lines);
    }

    private static void CutTail(ForgedPack pack, int count)
    {
        pack.WriteLines("entries.jsonl", pack.Lines("entries.jsonl")[..^count]);
        pack.WriteLines("details.jsonl", pack.Lines("details.jsonl")[..^count]);
    }

    private static void Detail(ForgedPack pack, int i, Action<JsonObject> change) => pack.Line("details.jsonl", i, line =>
    {
        JsonObject detail = JsonNode.Parse(line)!.AsObject();
        change(detail);
        return $"{{\"seq\":{i},\"salt\":\"{detail["salt"]}\",\"detail\":\"{detail["detail"]}\"}}";
    });

    private static void Consistency(ForgedPack pack, Action<JsonObject> change)
    {
        JsonObject consistency = JsonNode.Parse(pack.Files["consistency.json"])!.AsObject();
        change(consistency);
        pack.Write("consistency.json", consistency.ToJsonString());
    }

    private static void Checkpoint(ForgedPack pack, Action<string[], int> change)
    {
        string[] lines = pack.Text("epoch.tlog-proof").Split('\n');
        change(lines, Array.IndexOf(lines, string.Empty) + 1);
        pack.Write("epoch.tlog-proof", string.Join('\n', lines));
    }

    private void SignByOthers(ForgedPack pack)
    {
        string text = pack.Text("epoch.tlog-proof");
        int at = text.IndexOf("\n\n", StringComparison.Ordinal) + 2;
        SignedNote note = SignedNote.Parse(text[at..]);
        using LedgerKeyPair others = LedgerKeyPair.Create(_keys.Vkeys[0].Name);
        pack.Write("epoch.tlog-proof", text[..at] + others.SignNote(note.Text));
    }

    private static void Resign(ForgedPack pack, string name, int i, Func<byte[], byte[]>? malleate = null) => pack.Line(name, i, record =>
    {
        JsonObject envelope = JsonNode.Parse(record)!.AsObject();
        byte[] statement = Convert.FromBase64String(envelope["payload"]!.GetValue<string>());
        string keyid = envelope["signatures"]![0]!["keyid"]!.GetValue<string>();
        byte[] signature = Convert.FromBase64String(envelope["signatures"]![0]!["sig"]!.GetValue<string>());
        if (malleate is null)
        {
            using var nobody = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            byte[] pae = [.. Encoding.UTF8.GetBytes($"DSSEv1 36 application/vnd.mspgov.entry.v1+json {statement.Length} "), .. statement];
            signature = nobody.SignData(pae, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        else
        {
            signature = malleate(signature);
        }

        return ForgedPack.Envelope(statement, keyid, Convert.ToBase64String(signature));
    });

    internal static byte[] HighS(byte[] signature)
    {
        AsnReader reader = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        BigInteger r = reader.ReadInteger();
        BigInteger s = reader.ReadInteger();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(r);
            writer.WriteInteger(Order - s);
        }

        return writer.Encode();
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
