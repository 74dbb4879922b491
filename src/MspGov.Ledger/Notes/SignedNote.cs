using System.Text;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Notes;

/// <summary>One signature line of a note.</summary>
internal sealed record NoteSignature(string Name, byte[] KeyId, byte[] Signature)
{
    public string Line => $"\u2014 {Name} {Base64Text.Of([.. KeyId, .. Signature])}\n";
}

/// <summary>A C2SP signed note: text, an empty line, signature lines.</summary>
internal sealed class SignedNote
{
    private const int MaxSignatures = 100;

    public SignedNote(string text, IReadOnlyList<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>Text, final LF included: what is signed.</summary>
    public string Text { get; }

    public byte[] TextBytes => Encoding.UTF8.GetBytes(Text);

    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <exception cref="LedgerFormatException">Malformed; a malformed signature line spoils the whole note.</exception>
    public static SignedNote Parse(string note)
    {
        int split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || note.Any(c => c < ' ' && c != '\n') || !note.EndsWith('\n'))
        {
            throw new LedgerFormatException("Not a signed note.");
        }

        string[] lines = note[(split + 2)..].Split('\n')[..^1];
        return lines.Length is 0 or > MaxSignatures
            ? throw new LedgerFormatException("A note without signatures, or with too many.")
            : new SignedNote(note[..(split + 1)], [.. lines.Select(ParseLine)]);
    }

    /// <summary>The known keys that signed. Unknown signatures are ignored.</summary>
    /// <exception cref="LedgerFormatException">A known key's signature fails or comes twice.</exception>
    public IReadOnlyList<(Vkey Key, byte[] Signature)> VerifiedBy(IEnumerable<Vkey> known)
    {
        byte[] text = TextBytes;
        Vkey[] keys = [.. known.Distinct()];
        var signed = new List<(Vkey, byte[])>();
        foreach (NoteSignature line in Signatures)
        {
            foreach (Vkey key in keys)
            {
                if (key.Name != line.Name || !key.KeyId.AsSpan().SequenceEqual(line.KeyId))
                {
                    continue;
                }

                if (signed.Any(other => other.Item1.Equals(key)))
                {
                    throw new LedgerFormatException($"The key of {key.Name} signed twice.");
                }

                if (!key.Verify(text, line.Signature))
                {
                    throw new LedgerFormatException($"The {key.Type} signature of {key.Name} does not verify.");
                }

                signed.Add((key, line.Signature));
            }
        }

        return signed;
    }

    public override string ToString() => Text + "\n" + string.Concat(Signatures.Select(signature => signature.Line));

    private static NoteSignature ParseLine(string line)
    {
        string[] parts = line.Split(' ');
        if (parts.Length != 3 || parts[0] != "\u2014")
        {
            throw new LedgerFormatException("Not a signature line.");
        }

        byte[] blob = Base64Text.Parse(parts[2]);
        return blob.Length < 5
            ? throw new LedgerFormatException("A signature line without a signature.")
            : new NoteSignature(Vkey.CheckName(parts[1]), blob[..4], blob[4..]);
    }
}
