using System.Text.Json;

namespace MspGov.Ledger.Encodings;

/// <summary>Reads JSON from outside: UTF-8 without BOM, no duplicate names, no lone surrogates, bounded depth, nothing after the value.</summary>
internal static class StrictJson
{
    private const int MaxDepth = 64;

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

    /// <summary>Parses and demands that the bytes are the one compact form (records and lines of jsonl files).</summary>
    public static JsonNodeValue ParseCompact(ReadOnlySpan<byte> utf8)
    {
        JsonNodeValue value = Parse(utf8);
        var text = new JsonText();
        Write(text, value);
        return utf8.SequenceEqual(text.ToBytes()) ? value : throw new LedgerFormatException("JSON with white space or needless escapes.");
    }

    private static void Write(JsonText text, JsonNodeValue value)
    {
        switch (value.Kind)
        {
            case JsonKind.Object:
                text.Open();
                foreach ((string name, JsonNodeValue member) in value.Members)
                {
                    text.Name(name);
                    Write(text, member);
                }

                text.Close();
                break;
            case JsonKind.Array:
                text.OpenArray();
                foreach (JsonNodeValue item in value.Items)
                {
                    Write(text, item);
                }

                text.CloseArray();
                break;
            case JsonKind.String:
                text.Value(value.Text);
                break;
            default:
                text.Literal(value.Text);
                break;
        }
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
