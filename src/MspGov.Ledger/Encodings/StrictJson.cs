using System.Text.Json;

namespace MspGov.Ledger.Encodings;

/// <summary>Reads JSON from outside: UTF-8 without BOM, no duplicate names, no lone surrogates, bounded depth, nothing after the value.</summary>
internal static class StrictJson
{
    // No limit is stated; this one keeps a hostile document off the stack.
    private const int MaxDepth = 1000;

    /// <exception cref="LedgerFormatException">The bytes are not such a JSON document.</exception>
    public static JsonNodeValue Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            Advance(ref reader);
            JsonNodeValue value = Read(ref reader);
            return reader.Read() ? throw new LedgerFormatException("More than one JSON value.") : value;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the reader refuses invalid UTF-8 and lone surrogates.
            throw new LedgerFormatException("Not strict JSON.", e);
        }
    }

    /// <summary>Parses a JSON file of a pack, where white space is free but for CR, which never occurs.</summary>
    public static JsonNodeValue ParseFile(ReadOnlySpan<byte> utf8) =>
        utf8.Contains((byte)'\r') ? throw new LedgerFormatException("CR in a file.") : Parse(utf8);

    /// <summary>Parses and demands that the bytes are the one compact form (records and lines of jsonl files).</summary>
    public static JsonNodeValue ParseCompact(ReadOnlySpan<byte> utf8)
    {
        JsonNodeValue value = Parse(utf8);
        return IsCompact(utf8) ? value : throw new LedgerFormatException("JSON with white space or needless escapes.");
    }

    /// <summary>Whether valid JSON has no white space between its tokens and only the escapes that <see cref="JsonText"/> writes.</summary>
    private static bool IsCompact(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            int quote = utf8.IndexOf((byte)'"');
            ReadOnlySpan<byte> tokens = quote < 0 ? utf8 : utf8[..quote];
            if (tokens.IndexOfAny(" \t\n\r"u8) >= 0)
            {
                return false;
            }

            utf8 = quote < 0 ? default : utf8[(quote + 1)..];
            if (quote >= 0 && !SkipString(ref utf8))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SkipString(ref ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            int at = utf8.IndexOfAny((byte)'"', (byte)'\\');
            bool ends = utf8[at] == '"';
            utf8 = utf8[(at + 1)..];
            if (ends)
            {
                return true;
            }

            int length = NeededEscape(utf8);
            if (length == 0)
            {
                return false;
            }

            utf8 = utf8[length..];
        }
    }

    /// <summary>Length after the backslash of an escape that must be one; 0 for one that need not be.</summary>
    private static int NeededEscape(ReadOnlySpan<byte> escape)
    {
        if (escape[0] != 'u')
        {
            return escape[0] == '/' ? 0 : 1;
        }

        // A control character without a short form, in lower-case hex.
        bool control = escape.StartsWith("u00"u8) && "01"u8.Contains(escape[3]) && "0123456789abcdef"u8.Contains(escape[4]);
        bool hasShortForm = escape[3] == '0' && "89acd"u8.Contains(escape[4]);
        return control && !hasShortForm ? 5 : 0;
    }

    private static JsonNodeValue Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        JsonTokenType.String => new JsonNodeValue { Kind = JsonKind.String, Text = reader.GetString()! },
        JsonTokenType.Number => new JsonNodeValue { Kind = JsonKind.Number, Text = System.Text.Encoding.ASCII.GetString(reader.ValueSpan) },
        JsonTokenType.True => new JsonNodeValue { Kind = JsonKind.True, Text = "true" },
        JsonTokenType.False => new JsonNodeValue { Kind = JsonKind.False, Text = "false" },
        _ => new JsonNodeValue { Kind = JsonKind.Null, Text = "null" },
    };

    private static JsonNodeValue ReadObject(ref Utf8JsonReader reader)
    {
        var members = new Dictionary<string, JsonNodeValue>(StringComparer.Ordinal);
        for (Advance(ref reader); reader.TokenType != JsonTokenType.EndObject; Advance(ref reader))
        {
            string name = reader.GetString()!;
            Advance(ref reader);
            if (!members.TryAdd(name, Read(ref reader)))
            {
                throw new LedgerFormatException($"Duplicate name '{name}'.");
            }
        }

        return new JsonNodeValue { Kind = JsonKind.Object, Members = members };
    }

    private static JsonNodeValue ReadArray(ref Utf8JsonReader reader)
    {
        var items = new List<JsonNodeValue>();
        for (Advance(ref reader); reader.TokenType != JsonTokenType.EndArray; Advance(ref reader))
        {
            items.Add(Read(ref reader));
        }

        return new JsonNodeValue { Kind = JsonKind.Array, Items = items };
    }

    private static void Advance(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            throw new LedgerFormatException("JSON ends early.");
        }
    }
}
