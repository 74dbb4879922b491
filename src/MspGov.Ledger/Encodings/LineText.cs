using System.Text;

namespace MspGov.Ledger.Encodings;

/// <summary>Reads text leaves and proof files line by line: UTF-8, every line ends in LF, CR never occurs.</summary>
internal sealed class LineText
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly string[] _lines;
    private int _next;

    public LineText(ReadOnlySpan<byte> bytes)
    {
        string text = Decode(bytes);
        if (text.Length == 0 || text[^1] != '\n' || text.Contains('\r'))
        {
            throw new LedgerFormatException("Every line must end in LF, and CR must not occur.");
        }

        _lines = text[..^1].Split('\n');
    }

    public int Remaining => _lines.Length - _next;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new LedgerFormatException("Not UTF-8.", e);
        }
    }

    public string Next() => _next < _lines.Length ? _lines[_next++] : throw new LedgerFormatException("A line is missing.");

    public LineText Expect(string line) => Next() == line ? this : throw new LedgerFormatException($"Expected the line '{line}'.");

    public long Integer() => Scalars.ParseInteger(Next());

    /// <summary>A line of so many integers with single spaces between.</summary>
    public long[] Integers(int count)
    {
        string[] parts = Next().Split(' ');
        return parts.Length == count
            ? [.. parts.Select(part => Scalars.ParseInteger(part))]
            : throw new LedgerFormatException($"Expected {count} integers on a line.");
    }

    public byte[] Hash() => Base64Text.Parse(Next(), 32);

    /// <summary>So many lines with a hash each; the count comes from outside and is bounded first.</summary>
    public byte[][] Hashes(long count)
    {
        if (count > Remaining)
        {
            throw new LedgerFormatException("Fewer hashes than stated.");
        }

        byte[][] hashes = new byte[count][];
        for (long i = 0; i < count; i++)
        {
            hashes[i] = Hash();
        }

        return hashes;
    }

    public void End()
    {
        if (Remaining != 0)
        {
            throw new LedgerFormatException("Lines after the end.");
        }
    }
}
