using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using MspGov.Core.Services;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;
using Xunit.Abstractions;

namespace MspGov.Ledger.Tests.Attack;

/// <summary>Sections 4 and 8: rotations, history from the baseline, witnesses; each hashed and signed as it is.</summary>
public sealed class ChainForgeryTests(ITestOutputHelper output) : ForgeryTest(output)
{
    private const int Last = 2;

    [Fact]
    public void Rotations_are_followed_one_by_one()
    {
        Valid("the rotation's own checkpoint", forge =>
        {
            forge.Commits.RemoveAt(3);
            forge.Erased.Clear();
        }, rotations: 1);
        Valid("a rotation before the baseline", forge => forge.Anchor = 2, rotations: 1);
        Invalid("a rotation left out", 2, Files(pack => RemoveFolder(pack, "rotation-1/")), 2);
        Invalid("the first rotation left out", 2, Files(pack => RemoveFolder(pack, "rotation-0/")), 2);
        Invalid("one file of it left out", 2, Files(pack => pack.Files.Remove("rotation-0/keys.head")), 1);
        Invalid("a rotation more", 2, Files(pack => CopyFolder(pack, "rotation-0/", "rotation-1/")), 1);
        Invalid("a rotation elsewhere", 2, Files(pack => CopyFolder(pack, "rotation-0/", "rotation-7/")), 1);
        Invalid("rotations exchanged", 2, Files(pack =>
        {
            CopyFolder(pack, "rotation-0/", "rotation-9/");
            CopyFolder(pack, "rotation-1/", "rotation-0/");
            CopyFolder(pack, "rotation-9/", "rotation-1/");
            RemoveFolder(pack, "rotation-9/");
        }), 2);
        Invalid("signed by the new keys alone", 2, forge => forge.Note = (i, note) => i == 2 ? PackForge.Second.SignNote(note.Text).ToString() : note.ToString(), 1);
        Invalid("signed by the old keys alone", 2, forge => forge.Note = (i, note) => i == 2 ? PackForge.First.SignNote(note.Text).ToString() : note.ToString(), 1);
        Invalid("not published by the old keys", 2, forge => forge.Note = (i, note) => i == 2 ? Lines(note, note.Signatures[0], note.Signatures[1], note.Signatures[3]) : note.ToString(), 1);
        Invalid("the pack signed by the old keys", 2, forge => forge.Note = (i, note) => i == 3 ? PackForge.First.SignNote(note.Text).ToString() : note.ToString(), 1);
        Invalid("an old key signs too and fails", 2, forge => forge.Note = (i, note) => i == 3 ? note + (PackForge.First.SignNote("x\n").Signatures[0].Line) : note.ToString(), 1);
        Invalid("the manifest signed by the old keys", 1, forge => forge.ManifestNote = note => PackForge.First.SignNote(note.Text).ToString(), 1);
        Invalid("from other keys", 2, forge => forge.Commits[2].Entries[0] = PackForge.Rotate(PackForge.Third, PackForge.Second), 1);
        Invalid("to other keys than sign", 2, forge => forge.Commits[2].Entries[0] = PackForge.Rotate(PackForge.First, PackForge.Third), 1);
        foreach ((string name, Func<string, string> change) in new (string, Func<string, string>)[]
        {
            ("to one type", detail => Once(detail, ",\"" + PackForge.Second.Vkeys[1] + "\"]", "]")),
            ("to one type twice", detail => Once(detail, PackForge.Second.Vkeys[1].ToString(), PackForge.Second.Vkeys[0].ToString())),
            ("to a key by another name", detail => Once(detail, PackForge.Second.Vkeys[1].ToString(), Other(PackForge.Second.Vkeys[1]))),
        })
        {
            Invalid("a rotation " + name, 6, forge => forge.Commits[2].Entries[0].Detail = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(forge.Commits[2].Entries[0].Detail))), 1);
        }

        Invalid("a later entry claimed to be of the rotation", 2, forge => forge.Commits[2].Entries.Add(PackForge.Enrol("carol", PackForge.Carol)), 1);
        Invalid("a rotation later than its epoch", 2, forge => forge.Commits[2].Entries[0].Change = statement => statement["at"] = "2026-03-03T10:00:00.001Z", 1);
        Report();
    }

    [Fact]
    public void History_goes_on_from_the_baseline()
    {
        foreach ((string name, Action<JsonObject> change) in new (string, Action<JsonObject>)[]
        {
            ("a name more", file => file["x"] = 1), ("a name more in from", file => file["from"]!["x"] = 1), ("no rotations", file => file.Remove("rotations")), ("a rotation more", file => file["rotations"]!.AsArray().Add(new JsonArray())), ("rotations not lists", file => file["rotations"] = new JsonArray("AAAA")),
            ("no global", file => file["global"] = new JsonArray()), ("a global hash more", file => file["global"]!.AsArray().Add(Convert.ToBase64String(new byte[32]))), ("no log", file => file["log"] = new JsonArray()), ("a log hash more", file => file["log"]!.AsArray().Add(Convert.ToBase64String(new byte[32]))),
            ("a short hash", file => file["global"]![0] = "AAAA"), ("another size", file => file["from"]!["size"] = 2), ("size in words", file => file["from"]!["size"] = "3"), ("another keysSize", file => file["from"]!["keysSize"] = 2), ("another root", file => file["from"]!["root"] = Convert.ToBase64String(new byte[32])),
            ("another checkpoint", file => file["from"]!["checkpoint"] = file["from"]!["checkpoint"]!.GetValue<string>().Replace("\n2\n", "\n1\n", StringComparison.Ordinal)), ("no checkpoint", file => file["from"]!["checkpoint"] = "x\n"),
        })
        {
            Invalid("consistency: " + name, 8, Files(pack => Edit(pack, "consistency.json", change)));
        }

        Valid("unknown names in the anchor", forge => forge.TrustAnchor = anchor => anchor["extra"] = new JsonObject { ["a"] = 1 });
        Invalid("consistency: a name twice", 8, Files(pack => pack.Write("consistency.json", Once(pack.Text("consistency.json"), "\"rotations\":[]", "\"rotations\":[],\"rotations\":[]"))));
        Invalid("consistency: CR", 8, Files(pack => pack.Write("consistency.json", "\r\n" + pack.Text("consistency.json"))));
        Invalid("consistency: not there", 8, Files(pack => pack.Files.Remove("consistency.json")));
        Invalid("the baseline is of another history", 8, forge => forge.TrustAnchor = anchor => anchor["checkpoint"] = PackForge.First.SignNote($"{PackForge.Origin}\n2\n{Convert.ToBase64String(new byte[32])}\n").ToString());
        Invalid("the log of another history", 8, forge => forge.TrustAnchor = anchor => anchor["root"] = Convert.ToBase64String(new byte[32]));
        Invalid("keys of another history", 8, forge => forge.TrustAnchor = anchor => anchor["keysRoot"] = Convert.ToBase64String(new byte[32]));
        Invalid("older than the baseline", 8, forge => forge.TrustAnchor = anchor => anchor["checkpoint"] = PackForge.First.SignNote($"{PackForge.Origin}\n9\n{Convert.ToBase64String(new byte[32])}\n").ToString());
        Invalid("shorter than the baseline", 8, forge => forge.TrustAnchor = anchor => anchor["size"] = 8);
        Invalid("keys shorter than the baseline's", 8, forge => forge.TrustAnchor = anchor => anchor["keysSize"] = 4);
        Invalid("the same size and another root", 8, forge => (forge.Anchor, forge.TrustAnchor) = (2, anchor => anchor["root"] = Convert.ToBase64String(new byte[32])));
        Report();
    }

    [Fact]
    public void Only_the_anchors_witnesses_anchor_and_a_time_of_zero_is_none()
    {
        Ed25519Key witness = new(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());
        byte[] typed = [4, .. witness.Public];
        byte[] id = System.Security.Cryptography.SHA256.HashData([.. "w.example/1\n"u8, .. typed])[..4];
        string vkey = $"w.example/1+{Convert.ToHexStringLower(id)}+{Convert.ToBase64String(typed)}";
        Action<PackForge> Cosigned(Func<SignedNote, string> line, bool listed = true) => forge =>
        {
            forge.Note = (i, note) => i == Last ? note + line(note) : note.ToString();
            forge.TrustAnchor = anchor => anchor["witnesses"] = listed ? new JsonArray(vkey) : new JsonArray();
        };
        string Line(SignedNote note, long time, string? over = null)
        {
            byte[] bytes = new byte[72];
            BinaryPrimitives.WriteInt64BigEndian(bytes, time);
            witness.Sign(Cosignature.Message(time, Encoding.UTF8.GetBytes(over ?? note.Text))).CopyTo(bytes, 8);
            return new NoteSignature("w.example/1", id, bytes).Line;
        }

        Valid("cosigned", Cosigned(note => Line(note, 1_780_000_000)), verdict: Verdict.Valid);
        Valid("cosigned with time zero", Cosigned(note => Line(note, 0)));
        Valid("cosigned by a witness that is not listed", Cosigned(note => Line(note, 1_780_000_000), listed: false));
        Valid("cosigned over something else by a witness that is not listed", Cosigned(note => Line(note, 1, "x\n"), listed: false));
        Invalid("cosigned over something else", 9, Cosigned(note => Line(note, 1_780_000_000, "x\n")));
        Invalid("cosigned twice", 9, Cosigned(note => Line(note, 1_780_000_000) + Line(note, 1_780_000_001)));
        Report();
    }

    private static string Other(Vkey key)
    {
        byte[] typed = [(byte)key.Type, .. key.Key];
        byte[] id = System.Security.Cryptography.SHA256.HashData([.. "other.example\n"u8, .. typed])[..4];
        return $"other.example+{Convert.ToHexStringLower(id)}+{Convert.ToBase64String(typed)}";
    }

    private static void CopyFolder(ForgedPack pack, string from, string to)
    {
        foreach (string path in pack.Files.Keys.Where(path => path.StartsWith(from, StringComparison.Ordinal)).ToList())
        {
            pack.Files[to + path[from.Length..]] = pack.Files[path];
        }
    }

    private static void RemoveFolder(ForgedPack pack, string folder)
    {
        foreach (string path in pack.Files.Keys.Where(path => path.StartsWith(folder, StringComparison.Ordinal)).ToList())
        {
            pack.Files.Remove(path);
        }
    }
}
