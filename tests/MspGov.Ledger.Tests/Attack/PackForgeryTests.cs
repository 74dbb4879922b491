using System.Text;
using System.Text.Json.Nodes;
using MspGov.Ledger.Notes;
using Xunit.Abstractions;

namespace MspGov.Ledger.Tests.Attack;

/// <summary>Sections 4 to 7: files, notes, leaves, proofs, details, erasures; each hashed and signed as it is.</summary>
public sealed class PackForgeryTests(ITestOutputHelper output) : ForgeryTest(output)
{
    private const int Last = 2;
    private const string Stranger = "— stranger.example/x AAAAAAAAAAAAAAAAAAAAAA==\n";

    [Fact]
    public void A_manifest_is_exact()
    {
        foreach ((string from, string to) in new[]
        {
            ("\"start\":0", "\"start\":0,\"extra\":1"), ("\"start\":0", "\"start\":0,\"start\":0"), ("\"start\":0", "\"start\":\"0\""), ("\"start\":0", "\"start\":00"), ("\"start\":0", "\"start\":0.0"), ("\"start\":0", "\"start\":1"),
            ("\"start\":0", "\"start\":-0"), ("\"end\":7", "\"end\":6"), ("\"end\":7,", ""), ("\"size\":7", "\"size\":8"), ("\"slot\":2", "\"slot\":3"), ("evidence.v1", "evidence.v2"), (PackForge.Tenant, PackForge.Ledger),
            ("\"createdAt\":\"2026-03-09T10:00:00.000Z\"", "\"createdAt\":\"2026-03-09\""), ("\"createdBy\":\"alice\"", "\"createdBy\":null"), ("\"files\":[", "\"files\":[null,"), ("{\"path\"", "{\"mode\":1,\"path\""), ("{\"format\"", "\u00ef\u00bb\u00bf{\"format\""),
            ("{\"format\"", "{\r\n\"format\""), ("}\n", "}\r\n"), ("}\n", "}{}\n"),
        })
        {
            Invalid($"manifest: {from} as {to}", 1, forge => forge.Manifest = text => Once(text, from, to));
        }

        Invalid("hash in upper case", 1, forge => forge.Manifest = text => Once(text, text.Substring(text.IndexOf("\"sha256\":\"", StringComparison.Ordinal) + 10, 64), text.Substring(text.IndexOf("\"sha256\":\"", StringComparison.Ordinal) + 10, 64).ToUpperInvariant()));
        Invalid("a file listed twice", 1, forge => forge.Manifest = text => Once(text, "\"files\":[", "\"files\":[" + text[(text.IndexOf("\"files\":[", StringComparison.Ordinal) + 9)..(text.IndexOf('}', StringComparison.Ordinal) + 1)] + ","));
        Valid("white space and escapes where they are free", forge => forge.Manifest = text => Once(Once(text, "{\"format\"", "{ \n \"for\\u006dat\""), "\"alice\"", "\"al\\u0069ce\""));
        Report();
    }

    [Fact]
    public void The_table_of_files_is_exhaustive()
    {
        foreach (string path in new[] { "notes.txt", "a/b.csv", ".hidden.csv", "-x.csv", "erasures/05.json", "erasures/x.json", "timestamps/x.txt", "timestamps/.tsr", "rotation-0/epoch", "rotation-0/keys.entries.jsonl", "rotation-00/epoch", "rotation-x/epoch", "report.htm", "Head", "head.csv/x", "x.CSV", "entries.json", "keys.range.proof", "a b.csv", "ä.csv" })
        {
            Invalid(path, path.StartsWith("rotation-0/e", StringComparison.Ordinal) ? 2 : 1, Files(pack => pack.Write(path, "x\n")));
        }

        foreach (string path in new[] { "entries.jsonl", "details.jsonl", "range.proof", "head", "head.proof", "keys.entries.jsonl", "keys.details.jsonl", "keys.head", "keys.head.proof", "epoch", "epoch.tlog-proof" })
        {
            Invalid("without " + path, 1, Files(pack => pack.Files.Remove(path)));
        }

        Valid("a long name", Files(pack => pack.Write(new string('n', 240) + ".csv", "x\n")));
        Valid("report and tables", Files(pack => (pack.Files["report.html"], pack.Files["a.csv"], pack.Files["rotation-0.csv"], pack.Files["erasures-1.csv"]) = ([1], [], [2], [3])));
        Report();
    }

    [Fact]
    public void Notes_are_signed_by_both_keys_once_each()
    {
        foreach ((string where, Func<Func<SignedNote, string>, Action<PackForge>> with, int rule) in new (string, Func<Func<SignedNote, string>, Action<PackForge>>, int)[]
        {
            ("checkpoint", change => forge => forge.Note = (i, note) => i == Last ? change(note) : note.ToString(), 2),
            ("manifest", change => forge => forge.ManifestNote = change, 1),
        })
        {
            Invalid(where + ": ECDSA alone", rule, with(note => Lines(note, note.Signatures[0])));
            Invalid(where + ": Ed25519 alone", rule, with(note => Lines(note, note.Signatures[1])));
            Invalid(where + ": Ed25519 first", rule, with(note => Lines(note, note.Signatures[1], note.Signatures[0])));
            Invalid(where + ": ECDSA twice", rule, with(note => Lines(note, note.Signatures[0], note.Signatures[0], note.Signatures[1])));
            Invalid(where + ": Ed25519 twice", rule, with(note => Lines(note, note.Signatures[0], note.Signatures[1], note.Signatures[1])));
            Invalid(where + ": high S", rule, with(note => Lines(note, note.Signatures[0] with { Signature = PackAttackTests.HighS(note.Signatures[0].Signature) }, note.Signatures[1])));
            Invalid(where + ": Ed25519 fails", rule, with(note => Lines(note, note.Signatures[0], note.Signatures[1] with { Signature = [.. note.Signatures[1].Signature[..^1], 0x11] })));
            Invalid(where + ": Ed25519 not reduced", rule, with(note => Lines(note, note.Signatures[0], note.Signatures[1] with { Signature = NotReduced(note.Signatures[1].Signature) })));
            Invalid(where + ": signed by others", rule, with(note => PackForge.Second.SignNote(note.Text).ToString()));
            Invalid(where + ": another hyphen", rule, with(note => note.ToString().Replace('—', '-')));
            Invalid(where + ": a line without a signature", rule, with(note => note + "\n"));
            Invalid(where + ": CR", rule, with(note => note.ToString()[..^1] + "\r\n"));
            Invalid(where + ": last line open", rule, with(note => note.ToString()[..^1]));
            Valid(where + ": lines of strangers", with(note => note.Text + "\n" + Stranger + note.Signatures[0].Line + Stranger + note.Signatures[1].Line + Stranger));
            Valid(where + ": the same key id by another name", with(note => note + (note.Signatures[0] with { Name = "stranger.example" }).Line));
        }

        Invalid("manifest: another text", 1, forge => forge.ManifestNote = note => PackForge.First.SignNote(note.Text.Replace("manifest.v1", "manifest.v2", StringComparison.Ordinal)).ToString());
        Invalid("manifest: another manifest", 1, forge => forge.ManifestNote = note => PackForge.First.SignNote(note.Text[..^3] + "00\n").ToString());
        Invalid("checkpoint: an extension line", 2, forge => forge.CheckpointText = text => text + "extension\n");
        Invalid("checkpoint: another origin", 2, forge => forge.CheckpointText = text => "x" + text);
        Invalid("checkpoint: size with a zero before", 2, forge => forge.CheckpointText = text => text.Replace("\n3\n", "\n03\n", StringComparison.Ordinal));
        Invalid("checkpoint: another size", 3, forge => forge.CheckpointText = text => text.Replace("\n3\n", "\n4\n", StringComparison.Ordinal));
        Report();
    }

    [Fact]
    public void Leaves_and_proofs_have_one_form()
    {
        foreach ((int line, string other, int rule) in new[] { (0, "mspgov.head.v2", 4), (1, PackForge.Tenant, 4), (2, "3", 4), (2, "02", 4), (3, "msp", 4), (3, PackForge.Ledger, 4), (4, "8", 5), (4, "6", 5), (4, "07", 4), (5, "", 4), (5, Convert.ToBase64String(new byte[32]), 5), (6, "AA==", 4), (6, "", 4) })
        {
            Invalid($"head, line {line}: {other}", rule, forge => forge.HeadText = text => Line(text, line, other));
        }

        foreach ((int line, string other, int rule) in new[] { (0, "mspgov.epoch.v2", 3), (1, PackForge.Tenant, 3), (2, "1", 3), (2, "02", 3), (3, "32", 4), (3, "8", 4), (3, "24", 4), (4, Convert.ToBase64String(new byte[32]), 4), (5, "", 3), (5, "AAAA", 3), (6, "2026-03-03T10:00:00Z", 3), (6, "", 3), (7, "x", 3), (7, "33333333-3333-4333-8333-33333333333A", 3) })
        {
            Invalid($"epoch, line {line}: {other}", rule, forge => forge.EpochText = text => Line(text, line, other));
        }

        Invalid("head: a line more", 4, forge => forge.HeadText = text => text + "x\n");
        Invalid("head: CR", 4, forge => forge.HeadText = text => text.Replace("\n", "\r\n", StringComparison.Ordinal));
        Invalid("head: last line open", 4, forge => forge.HeadText = text => text[..^1]);
        Invalid("epoch: last line open", 3, forge => forge.EpochText = text => text[..^1]);
        Invalid("8 slots", 4, forge => forge.Slots = 8);
        Invalid("24 slots", 4, forge => forge.Slots = 24);
        Valid("32 slots", forge => forge.Slots = 32);
        foreach (string name in new[] { "head.proof", "keys.head.proof", "range.proof", "epoch.tlog-proof" })
        {
            int rule = name == "range.proof" ? 5 : name == "epoch.tlog-proof" ? 3 : 4;
            Invalid(name + ": CR", name == "epoch.tlog-proof" ? 2 : rule, Part(pack => pack.Line(name, 1, line => line + "\r")));
            Invalid(name + ": white space", name == "epoch.tlog-proof" ? 2 : rule, Part(pack => pack.Line(name, 1, line => line + " ")));
            Invalid(name + ": a zero before", name == "epoch.tlog-proof" ? 2 : rule, Part(pack => pack.Line(name, 1, line => line.Replace(" ", " 0", StringComparison.Ordinal))));
            Invalid(name + ": another version", name == "epoch.tlog-proof" ? 2 : rule, Part(pack => pack.Line(name, 0, line => line.Replace("v1", "v2", StringComparison.Ordinal))));
            Invalid(name + ": last line open", name == "epoch.tlog-proof" ? 2 : rule, Part(pack => pack.Write(name, pack.Text(name)[..^1])));
            Invalid(name + ": unused bits", name == "epoch.tlog-proof" ? 2 : rule, Part(pack => pack.Line(name, name == "range.proof" ? 3 : 2, line => line[..^2] + (char)(line[^2] + 1) + "=")));
        }

        Invalid("range: a hash more", 5, Part(pack => pack.WriteLines("range.proof", [.. pack.Lines("range.proof"), Convert.ToBase64String(new byte[32])])));
        Invalid("range: an empty line more", 5, Part(pack => pack.WriteLines("range.proof", [.. pack.Lines("range.proof"), ""])));
        Invalid("range: counted otherwise", 5, Part(pack => pack.Line("range.proof", 2, _ => "1")));
        Invalid("tlog-proof: an extra line", 2, Files(pack => pack.Line("epoch.tlog-proof", 0, line => line + "\nextra AAAA")));
        Invalid("tlog-proof: another index", 3, Files(pack => pack.Line("epoch.tlog-proof", 1, _ => "index 1")));
        Invalid("tlog-proof: a hash more", 3, Files(pack => pack.Line("epoch.tlog-proof", 1, line => line + "\n" + Convert.ToBase64String(new byte[32]))));
        Report();
    }

    [Fact]
    public void Parts_may_be_empty_and_logs_too()
    {
        foreach ((int start, int end) in new[] { (0, 0), (3, 3), (7, 7), (0, 7), (1, 6), (2, 5), (6, 7) })
        {
            Valid($"part {start} to {end}", forge => (forge.Start, forge.End) = (start, end));
        }

        Valid("the baseline's own checkpoint", forge => forge.Anchor = 2);
        Valid("an anchor before the first entry", forge => forge.Anchor = 0);
        Valid("an empty log", forge => Empty(forge));
        Invalid("an entry more than the empty log has", 5, forge =>
        {
            Empty(forge);
            forge.Files = pack => pack.Write("entries.jsonl", "{}\n");
        });
        Invalid("the first entry of a part in the place of the second", 6, Part(pack => Swap(pack, "entries.jsonl")));
        Invalid("details in another order", 7, Part(pack => Swap(pack, "details.jsonl")));
        Report();
    }

    [Fact]
    public void Details_are_whole_or_erased_by_a_visible_entry()
    {
        foreach ((string name, Func<string, string> change) in new (string, Func<string, string>)[]
        {
            ("a name more", line => line[..^1] + ",\"x\":1}"), ("white space", line => line.Replace(",", ", ", StringComparison.Ordinal)), ("seq twice", line => line[..^1] + ",\"seq\":2}"), ("another seq", line => line.Replace("\"seq\":2", "\"seq\":3", StringComparison.Ordinal)),
            ("erased too", line => line[..^1] + ",\"erased\":5}"), ("erased and null", line => line[..^1] + ",\"erased\":null}"), ("no salt", _ => "{\"seq\":2,\"detail\":\"e30=\"}"), ("neither", _ => "{\"seq\":2}"), ("erased by itself", _ => "{\"seq\":2,\"erased\":2}"), ("erased by one before", _ => "{\"seq\":2,\"erased\":1}"),
            ("erased by an entry that is no erasure", _ => "{\"seq\":2,\"erased\":4}"), ("erased by one that does not name it", _ => "{\"seq\":2,\"erased\":5}"), ("erased by one that is not there", _ => "{\"seq\":2,\"erased\":99}"), ("escaped", line => line.Replace("\"salt\"", "\"s\\u0061lt\"", StringComparison.Ordinal)),
        })
        {
            Invalid("line of details: " + name, 7, Files(pack => pack.Line("details.jsonl", 2, change)));
        }

        Invalid("details: one more", 7, Files(pack => pack.WriteLines("details.jsonl", [.. pack.Lines("details.jsonl"), "{\"seq\":7,\"erased\":5}"])));
        Invalid("details: last line open", 7, Files(pack => pack.Write("details.jsonl", pack.Text("details.jsonl")[..^1])));
        Invalid("detail that is not JSON", 7, forge => forge.TenantEntries[2].Detail = "x"u8.ToArray());
        Invalid("detail with a name twice", 7, forge => forge.TenantEntries[2].Detail = "{\"a\":1,\"a\":2}"u8.ToArray());
        Invalid("detail that is not UTF-8", 7, forge => forge.TenantEntries[2].Detail = [(byte)'"', 0xff, (byte)'"']);
        Valid("detail with white space and unknown names", forge => forge.TenantEntries[5].Detail = "{ \"ranges\": [[1,1]], \"x\": 1 }"u8.ToArray());
        Valid("a deep detail", forge => forge.TenantEntries[2].Detail = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 60) + new string(']', 60) + "}"));
        Invalid("a detail without a bottom", 7, forge => forge.TenantEntries[2].Detail = Encoding.UTF8.GetBytes(new string('[', 100_000) + new string(']', 100_000)));
        foreach ((string name, string ranges) in new[] { ("reversed", "[[2,1]]"), ("its own", "[[1,5]]"), ("a later one", "[[1,6]]"), ("three ends", "[[1,1,1]]"), ("one end", "[1]"), ("words", "[[\"1\",\"1\"]]"), ("negative", "[[-1,1]]"), ("fraction", "[[1,1.0]]"), ("not a list", "{}"), ("of others", "[[0,0],[2,3]]") })
        {
            Invalid("erasure: " + name, 7, forge => forge.TenantEntries[5].Detail = Encoding.UTF8.GetBytes($$"""{"ranges":{{ranges}}}"""));
        }

        Invalid("erasure without ticket", 7, forge => forge.TenantEntries[5].Change = statement => statement["reason"] = "r");
        Invalid("erasure without reason", 7, forge => forge.TenantEntries[5].Change = statement => statement["ticket"] = "T");
        Invalid("erasure that was denied", 7, forge => forge.TenantEntries[5].Change = statement => (statement["ticket"], statement["reason"], statement["outcome"]) = ("T", "r", "denied"));
        Invalid("erasure that was meant", 7, forge => forge.TenantEntries[5].Change = statement => (statement["ticket"], statement["reason"], statement["phase"]) = ("T", "r", "intent"));
        Invalid("an erasure erased", 7, forge =>
        {
            forge.Commits[^1].Entries.Add(PackForge.Erase(5, 5));
            forge.Erased[5] = 7;
            forge.Erased.Remove(1);
        });
        Report();
    }

    [Fact]
    public void An_erasure_outside_the_part_is_proven_by_its_file()
    {
        Valid("after the part", forge => forge.End = 4);
        Valid("a file that nothing needs", forge => (forge.Start, forge.Files) = (6, pack => { }));
        foreach ((string name, Action<JsonObject> change) in new (string, Action<JsonObject>)[]
        {
            ("a name more", file => file["x"] = 1), ("no inclusion", file => file["inclusion"] = new JsonArray()), ("a hash more", file => file["inclusion"]!.AsArray().Add(Convert.ToBase64String(new byte[32]))), ("salt", file => file["salt"] = Convert.ToBase64String(new byte[32])),
            ("detail", file => file["detail"] = Convert.ToBase64String("{\"ranges\":[[0,1]]}"u8)), ("record with a line feed", file => file["record"] = file["record"]!.GetValue<string>() + "\n"), ("record as an object", file => file["record"] = JsonNode.Parse(file["record"]!.GetValue<string>())), ("no salt", file => file.Remove("salt")),
        })
        {
            Invalid("erasure file: " + name, 7, Outside(pack => Edit(pack, "erasures/5.json", change)));
        }

        Invalid("erasure file: CR", 7, Outside(pack => pack.Write("erasures/5.json", pack.Text("erasures/5.json").Replace("\n", "\r\n", StringComparison.Ordinal))));
        Invalid("erasure file: not there", 7, Outside(pack => pack.Files.Remove("erasures/5.json")));
        Invalid("erasure file: by another name", 7, Outside(pack => Rename(pack, "erasures/5.json", "erasures/6.json")));
        Invalid("erasure file: of an entry in the part", 7, forge => forge.Files = pack => pack.Write("erasures/5.json", "{}"));
        Invalid("an erasing entry after the part with smaller keys", 6, forge =>
        {
            forge.End = 4;
            forge.Commits[1].Entries.Insert(0, PackForge.Enrol("carol", PackForge.Carol));
            forge.TenantEntries[5].Change = statement => (statement["ticket"], statement["reason"], statement["keys"]) = ("T", "r", 3);
        });
        Invalid("an incarnation that returns in the erasing entry", 6, forge =>
        {
            forge.End = 5;
            forge.Anchor = 0;
            Older(forge.TenantEntries[3]);
            Older(forge.TenantEntries[4]);

            static void Older(ForgedEntry entry) => entry.Change = statement => statement["incarnation"] = "55555555-5555-4555-8555-555555555555";
        });
        Invalid("an id that was used in the part", 6, forge =>
        {
            forge.End = 4;
            forge.TenantEntries[5].Change = statement => (statement["ticket"], statement["reason"], statement["id"]) = ("T", "r", "019f0000-0000-7000-8000-000000000003");
        });
        Invalid("an erasing entry next to the part that does not follow it", 6, forge =>
        {
            forge.End = 5;
            forge.TenantEntries[5].Change = statement => (statement["ticket"], statement["reason"], statement["prev"]) = ("T", "r", new string('a', 64));
        });
        Report();
    }

    private static Action<PackForge> Part(Action<ForgedPack> change) => forge => (forge.Start, forge.End, forge.Files) = (3, 6, change);

    private static Action<PackForge> Outside(Action<ForgedPack> change) => forge => (forge.End, forge.Files) = (4, change);

    private static string Line(string text, int index, string other)
    {
        string[] lines = text.Split('\n');
        lines[index] = other;
        return string.Join('\n', lines);
    }

    // S plus the order of the group: the same signature to who does not look.
    private static byte[] NotReduced(byte[] signature)
    {
        var order = System.Numerics.BigInteger.Parse("7237005577332262213973186563042994240857116359379907606001950938285454250989", System.Globalization.CultureInfo.InvariantCulture);
        byte[] s = (new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true) + order).ToByteArray(isUnsigned: true);
        return [.. signature[..32], .. s, .. new byte[32 - s.Length]];
    }

    private static void Swap(ForgedPack pack, string name)
    {
        string[] lines = pack.Lines(name);
        (lines[0], lines[1]) = (lines[1], lines[0]);
        pack.WriteLines(name, lines);
    }

    private static void Rename(ForgedPack pack, string from, string to)
    {
        pack.Files[to] = pack.Files[from];
        pack.Files.Remove(from);
    }

    private static void Empty(PackForge forge)
    {
        forge.Commits.ForEach(commit => commit.Entries.RemoveAll(entry => entry.Log == PackForge.Tenant));
        forge.Erased.Clear();
    }
}
