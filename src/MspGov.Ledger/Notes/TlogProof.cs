using System.Text;
using MspGov.Ledger.Encodings;

namespace MspGov.Ledger.Notes;

/// <summary>A C2SP tlog-proof: index and inclusion proof of an epoch leaf, and the checkpoint it leads to.</summary>
internal sealed record TlogProof(long Index, IReadOnlyList<byte[]> Hashes, string Note)
{
    private const string Header = "c2sp.org/tlog-proof@v1";

    public static TlogProof Parse(ReadOnlySpan<byte> bytes)
    {
        string text = LineText.Decode(bytes);
        int split = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0)
        {
            throw new LedgerFormatException("Not a tlog-proof.");
        }

        var lines = new LineText(bytes[..(Encoding.UTF8.GetByteCount(text.AsSpan(0, split)) + 1)]);
        string index = lines.Expect(Header).Next();
        if (!index.StartsWith("index ", StringComparison.Ordinal))
        {
            throw new LedgerFormatException("Expected the index line.");
        }

        return new TlogProof(Scalars.ParseInteger(index.AsSpan(6)), lines.Hashes(lines.Remaining), text[(split + 2)..]);
    }

    public override string ToString() =>
        $"{Header}\nindex {Scalars.Of(Index)}\n{string.Concat(Hashes.Select(hash => Base64Text.Of(hash) + "\n"))}\n{Note}";
}
