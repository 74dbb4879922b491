using System.Buffers;
using System.Globalization;
using System.Text;

namespace MspGov.Ledger.Encodings;

/// <summary>
/// Writes JSON in the one form LEDGER allows for records: no white space, and only what must be escaped is
/// (the library's relaxed encoder still escapes characters beyond the basic plane).
/// </summary>
internal sealed class JsonText
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (char)c), '"', '\\']);

    private byte[] _bytes = new byte[1024];
    private int _length;
    private bool _comma;

    public JsonText Open() => Begin((byte)'{');

    public JsonText Close() => End((byte)'}');

    public JsonText OpenArray() => Begin((byte)'[');

    public JsonText CloseArray() => End((byte)']');

    public JsonText Name(string name)
    {
        Separate();
        Quoted(name);
        Raw((byte)':');
        _comma = false;
        return this;
    }

    public JsonText Value(string value)
    {
        Separate();
        Quoted(value);
        _comma = true;
        return this;
    }

    public JsonText Value(long value)
    {
        Separate();
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out int written, provider: CultureInfo.InvariantCulture);
        Plain(digits[..written]);
        _comma = true;
        return this;
    }

    public JsonText Pair(string name, string value) => Name(name).Value(value);

    public JsonText Pair(string name, long value) => Name(name).Value(value);

    public JsonText Strings(string name, IEnumerable<string> values)
    {
        Name(name).OpenArray();
        foreach (string value in values)
        {
            Value(value);
        }

        return CloseArray();
    }

    public byte[] ToBytes() => _bytes.AsSpan(0, _length).ToArray();

    public byte[] ToLine()
    {
        Raw((byte)'\n');
        return ToBytes();
    }

    private JsonText Begin(byte bracket)
    {
        Separate();
        Raw(bracket);
        _comma = false;
        return this;
    }

    private JsonText End(byte bracket)
    {
        Raw(bracket);
        _comma = true;
        return this;
    }

    private void Separate()
    {
        if (_comma)
        {
            Raw((byte)',');
        }
    }

    private void Quoted(ReadOnlySpan<char> text)
    {
        Raw((byte)'"');
        for (int at = text.IndexOfAny(Escaped); at >= 0; at = text.IndexOfAny(Escaped))
        {
            Plain(text[..at]);
            Plain(Escape(text[at]));
            text = text[(at + 1)..];
        }

        Plain(text);
        Raw((byte)'"');
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\f' => "\\f",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => "\\u00" + HexText.Of([(byte)c]),
    };

    private void Plain(ReadOnlySpan<char> text)
    {
        Demand(3 * text.Length);
        try
        {
            _length += Utf8.GetBytes(text, _bytes.AsSpan(_length));
        }
        catch (EncoderFallbackException e)
        {
            throw new LedgerFormatException("Text with a lone surrogate.", e);
        }
    }

    private void Raw(byte value)
    {
        Demand(1);
        _bytes[_length++] = value;
    }

    private void Demand(int more)
    {
        if (_bytes.Length - _length < more)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + more));
        }
    }
}
