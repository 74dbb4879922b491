using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Ledger.Encodings;
using MspGov.Ledger.Notes;

namespace MspGov.Ledger.Evidence;

/// <summary>What a client is handed at onboarding and verifies packs against (LEDGER section 5).</summary>
internal sealed record TrustAnchor
{
    private const string Format = "mspgov.trust.v1";
    private const long MostBytes = 4 << 20;

    public required string Ledger { get; init; }

    public required string Origin { get; init; }

    public required IReadOnlyList<Vkey> Vkeys { get; init; }

    public required string FirstKey { get; init; }

    public required string Log { get; init; }

    public required long Slot { get; init; }

    public required string Checkpoint { get; init; }

    public required long Size { get; init; }

    public required byte[] Root { get; init; }

    public required long KeysSize { get; init; }

    public required byte[] KeysRoot { get; init; }

    /// <summary>DER certificates of timestamping authorities.</summary>
    public IReadOnlyList<byte[]> Tsa { get; init; } = [];

    public IReadOnlyList<Vkey> Witnesses { get; init; } = [];

    /// <summary>The checkpoint in it, checked against its own keys.</summary>
    public Checkpoint CheckedCheckpoint()
    {
        SignedNote note = SignedNote.Parse(Checkpoint);
        Checkpoint checkpoint = Notes.Checkpoint.Parse(note.Text);
        if (checkpoint.Origin != Origin || note.VerifiedBy(Vkeys).Count != Vkeys.Count)
        {
            throw new LedgerFormatException("The anchor's checkpoint is not signed by the anchor's keys.");
        }

        return checkpoint;
    }

    /// <exception cref="GovException">TrustAnchorInvalid.</exception>
    public static TrustAnchor Load(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length is 0 or > MostBytes)
            {
                throw LedgerErrors.TrustAnchorInvalid.With($"There is no trust anchor at '{path}'. It is the file that Export-AuditTrust wrote at onboarding.");
            }

            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is LedgerFormatException or IOException or UnauthorizedAccessException)
        {
            throw LedgerErrors.TrustAnchorInvalid.With($"The trust anchor at '{path}' cannot be used: {e.Message}", e);
        }
    }

    public static TrustAnchor Parse(ReadOnlySpan<byte> bytes)
    {
        JsonNodeValue json = StrictJson.Parse(bytes);
        if (json.String("format") != Format)
        {
            throw new LedgerFormatException($"Its format is not '{Format}'.");
        }

        var anchor = new TrustAnchor
        {
            Ledger = json.String("ledger"),
            Origin = json.String("origin"),
            Vkeys = [.. json.Strings("vkeys").Select(Vkey.Parse)],
            FirstKey = json.String("firstKey"),
            Log = json.String("log"),
            Slot = json.Integer("slot"),
            Checkpoint = json.String("checkpoint"),
            Size = json.Integer("size"),
            Root = Base64Text.Parse(json.String("root"), 32),
            KeysSize = json.Integer("keysSize"),
            KeysRoot = Base64Text.Parse(json.String("keysRoot"), 32),
            Tsa = [.. json.Strings("tsa").Select(certificate => Base64Text.Parse(certificate))],
            Witnesses = [.. json.Strings("witnesses").Select(Vkey.Parse)],
        };
        anchor.Check();
        return anchor;
    }

    public byte[] ToBytes() => new JsonText().Open()
        .Pair("format", Format).Pair("ledger", Ledger).Pair("origin", Origin).Strings("vkeys", Vkeys.Select(key => key.ToString()))
        .Pair("firstKey", FirstKey).Pair("log", Log).Pair("slot", Slot).Pair("checkpoint", Checkpoint)
        .Pair("size", Size).Pair("root", Base64Text.Of(Root)).Pair("keysSize", KeysSize).Pair("keysRoot", Base64Text.Of(KeysRoot))
        .Strings("tsa", Tsa.Select(certificate => Base64Text.Of(certificate))).Strings("witnesses", Witnesses.Select(key => key.ToString()))
        .Close().ToLine();

    private void Check()
    {
        bool keys = Vkeys.Count == 2 && Vkeys.All(key => key.Name == Origin)
            && Vkeys.Any(key => key.Type == NoteKeyType.Ecdsa) && Vkeys.Any(key => key.Type == NoteKeyType.Ed25519);
        if (!keys || !Scalars.IsUuid(Ledger) || !LogIds.IsTenant(Log) || !Scalars.IsUuid(Log) || !HexText.Is(FirstKey, 32)
            || !Origin.EndsWith("/" + Ledger, StringComparison.Ordinal) || Witnesses.Any(key => key.Type != NoteKeyType.Cosignature))
        {
            throw new LedgerFormatException("Its ledger, origin, log or keys are not what they must be.");
        }

        _ = CheckedCheckpoint();
    }
}
