using System.Security.Cryptography;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Evidence;

/// <summary><c>manifest.json</c>.</summary>
internal sealed record PackManifest
{
    public const string Format = "mspgov.evidence.v1";

    public required string Ledger { get; init; }

    public required string Origin { get; init; }

    public required string Log { get; init; }

    public required long Slot { get; init; }

    public required long Start { get; init; }

    public required long End { get; init; }

    public required long Size { get; init; }

    public required string CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required IReadOnlyList<PackFile> Files { get; init; }

    /// <summary>Text of the note that signs a manifest.</summary>
    public static string NoteText(string origin, byte[] manifest) => $"mspgov.manifest.v1\n{origin}\n{HexText.Of(SHA256.HashData(manifest))}\n";

    public static PackManifest Parse(ReadOnlySpan<byte> bytes)
    {
        JsonNodeValue json = StrictJson.ParseFile(bytes).Only("format", "ledger", "origin", "log", "slot", "start", "end", "size", "createdAt", "createdBy", "files");
        if (json.String("format") != Format)
        {
            throw new LedgerFormatException($"The format is not '{Format}'.");
        }

        _ = Scalars.ParseTime(json.String("createdAt"));
        return new PackManifest
        {
            Ledger = json.String("ledger"),
            Origin = json.String("origin"),
            Log = json.String("log"),
            Slot = json.Integer("slot"),
            Start = json.Integer("start"),
            End = json.Integer("end"),
            Size = json.Integer("size"),
            CreatedAt = json.String("createdAt"),
            CreatedBy = json.String("createdBy"),
            Files = [.. json.Array("files").Select(file => file.Only("path", "bytes", "sha256"))
                .Select(file => new PackFile(file.String("path"), file.Integer("bytes"), HexText.Parse(file.String("sha256"), 32)))],
        };
    }

    public byte[] ToBytes()
    {
        JsonText text = new JsonText().Open()
            .Pair("format", Format).Pair("ledger", Ledger).Pair("origin", Origin).Pair("log", Log).Pair("slot", Slot)
            .Pair("start", Start).Pair("end", End).Pair("size", Size).Pair("createdAt", CreatedAt).Pair("createdBy", CreatedBy)
            .Name("files").OpenArray();
        foreach (PackFile file in Files)
        {
            text.Open().Pair("path", file.Path).Pair("bytes", file.Bytes).Pair("sha256", HexText.Of(file.Sha256)).Close();
        }

        return text.CloseArray().Close().ToLine();
    }
}
