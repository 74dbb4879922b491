using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MspGov.Ledger.Keys;
using MspGov.Ledger.Notes;

namespace MspGov.Ledger.Tests.Attack;

/// <summary>
/// A pack in memory that an attacker changes. An outsider cannot make the manifest match; an insider has the ledger's own keys and can
/// (<see cref="Reseal"/>), so that only the rules behind the manifest are left to find the change.
/// </summary>
internal sealed class ForgedPack
{
    private const string Manifest = "manifest.json";
    private const string ManifestNote = "manifest.note";

    private ForgedPack(Dictionary<string, byte[]> files) => Files = files;

    public Dictionary<string, byte[]> Files { get; }

    public static ForgedPack Empty() => new([]);

    public static ForgedPack Read(string folder) => new(Directory
        .GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllBytes));

    public ForgedPack Copy() => new(Files.ToDictionary(file => file.Key, file => file.Value.ToArray()));

    public string Text(string name) => Encoding.UTF8.GetString(Files[name]);

    public void Write(string name, string text) => Files[name] = Encoding.UTF8.GetBytes(text);

    public string[] Lines(string name) => Text(name).Split('\n')[..^1];

    public void WriteLines(string name, IEnumerable<string> lines) => Write(name, string.Concat(lines.Select(line => line + "\n")));

    /// <summary>Replaces one line.</summary>
    public void Line(string name, int index, Func<string, string> change)
    {
        string[] lines = Lines(name);
        lines[index] = change(lines[index]);
        WriteLines(name, lines);
    }

    /// <summary>Changes the statement of a record and leaves its signature.</summary>
    public void Statement(string name, int index, Action<JsonObject> change) => Line(name, index, record =>
    {
        JsonObject envelope = JsonNode.Parse(record)!.AsObject();
        JsonObject statement = JsonNode.Parse(Convert.FromBase64String(envelope["payload"]!.GetValue<string>()))!.AsObject();
        change(statement);
        return Envelope(Encoding.UTF8.GetBytes(statement.ToJsonString(Plain)), envelope["signatures"]![0]!["keyid"]!.GetValue<string>(), envelope["signatures"]![0]!["sig"]!.GetValue<string>());
    });

    /// <summary>Changes the manifest's own members; files are listed again by <see cref="Reseal"/>.</summary>
    public void ManifestMember(string name, JsonNode value)
    {
        JsonObject manifest = JsonNode.Parse(Files[Manifest])!.AsObject();
        manifest[name] = value;
        Files[Manifest] = Encoding.UTF8.GetBytes(manifest.ToJsonString(Plain));
    }

    /// <summary>Lists every file with its size and hash again and signs the manifest with these keys.</summary>
    public ForgedPack Reseal(LedgerKeyPair keys)
    {
        JsonObject manifest = JsonNode.Parse(Files[Manifest])!.AsObject();
        manifest["files"] = new JsonArray([.. Files
            .Where(file => file.Key is not (Manifest or ManifestNote))
            .OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => (JsonNode)new JsonObject
            {
                ["path"] = file.Key,
                ["bytes"] = file.Value.Length,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Value)),
            })]);
        byte[] bytes = Encoding.UTF8.GetBytes(manifest.ToJsonString(Plain));
        Files[Manifest] = bytes;
        SignedNote note = keys.SignNote($"mspgov.manifest.v1\n{manifest["origin"]!.GetValue<string>()}\n{Convert.ToHexStringLower(SHA256.HashData(bytes))}\n");
        Write(ManifestNote, note.ToString());
        return this;
    }

    public string WriteTo(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach ((string name, byte[] bytes) in Files)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }

        return folder;
    }

    public static string Envelope(byte[] statement, string keyid, string signature) =>
        $$"""{"payloadType":"application/vnd.mspgov.entry.v1+json","payload":"{{Convert.ToBase64String(statement)}}","signatures":[{"keyid":"{{keyid}}","sig":"{{signature}}"}]}""";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
