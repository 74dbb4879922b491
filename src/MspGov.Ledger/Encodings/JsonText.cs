using System.Buffers;
using System.Text;

namespace MspGov.Ledger.Encodings;

/// <summary>
/// Writes JSON in the one form LEDGER allows for records: no white space, and only what must be escaped is
/// (the library's relaxed encoder still escapes characters beyond the basic plane).
/// </summary>
internal sealed class JsonText
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly ArrayBufferWriter<byte> _out = new(768);
    private bool _comma;

    public JsonText Open()
    {
        Separate();
        Raw("{"u8);
        _comma = false;
        return this;
    }

    public JsonText Close()
    {
        Raw("}"u8);
        _comma = true;
        return this;
    }

    public JsonText OpenArray()
    {
        Separate();
        Raw("["u8);
        _comma = false;
        return this;
    }

    public JsonText CloseArray()
    {
        Raw("]"u8);
        _comma = true;
        return this;
    }

    public JsonText Name(string name)
    {
        Separate();
        Quoted(name);
        Raw(":"u8);
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

    public JsonText Value(long value) => Literal(Scalars.Of(value));

    /// <summary>A number, true, false or null, as it stands.</summary>
    public JsonText Literal(string value)
    {
        Separate();
        Utf8.GetBytes(value, _out);
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

    public byte[] ToBytes() => _out.WrittenSpan.ToArray();

    public byte[] ToLine()
    {
        Raw("\n"u8);
        return ToBytes();
    }

    private void Separate()
    {
        if (_comma)
        {
            Raw(","u8);
        }
    }

    private void Quoted(string value)
    {
        Raw("\""u8);
        int done = 0;
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c is not ('"' or '\\' or < ' '))
            {
                continue;
            }

            Plain(value.AsSpan(done, i - done));
            Utf8.GetBytes(Escape(c), _out);
            done = i + 1;
        }

        Plain(value.AsSpan(done));
        Raw("\""u8);
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
        try
        {
            Utf8.GetBytes(text, _out);
        }
        catch (EncoderFallbackException e)
        {
            throw new LedgerFormatException("Text with a lone surrogate.", e);
        }
    }

    private void Raw(ReadOnlySpan<byte> bytes) => _out.Write(bytes);
}
