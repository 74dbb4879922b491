using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MspGov.Graph.Batching;

/// <summary>One item of a $batch answer. Its body is a piece of the answer's bytes.</summary>
internal sealed record BatchItem(int Status, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    private static readonly IReadOnlyDictionary<string, string> NoHeaders = ImmutableDictionary<string, string>.Empty;

    /// <summary>Reads the items by their position in the request; they come in any order. Items without an id or a status are left out.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON value.</exception>
    public static Dictionary<int, BatchItem> ReadAll(ReadOnlyMemory<byte> utf8)
    {
        Dictionary<int, BatchItem> items = [];
        Utf8JsonReader reader = new(utf8.Span);
        reader.Read();
        bool isObject = reader.TokenType == JsonTokenType.StartObject;
        while (reader.Read())
        {
            if (!isObject || reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("responses"u8))
            {
                continue;
            }

            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Add(items, ref reader, utf8);
            }
        }

        return items;
    }

    private static void Add(Dictionary<int, BatchItem> items, ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        int? id = null;
        int? status = null;
        IReadOnlyDictionary<string, string> headers = NoHeaders;
        ReadOnlyMemory<byte> body = default;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                id = Number(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                status = Number(ref reader);
            }
            else if (reader.ValueTextEquals("headers"u8))
            {
                headers = ReadHeaders(ref reader);
            }
            else if (reader.ValueTextEquals("body"u8))
            {
                body = ReadBody(ref reader, utf8);
            }
            else
            {
                reader.Skip();
            }
        }

        if (id is { } index && status is { } code)
        {
            items[index] = new BatchItem(code, headers, body);
        }
    }

    /// <summary>A whole number, or text that is one; null for anything else.</summary>
    private static int? Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
        {
            return reader.TryGetInt32(out int number) ? number : null;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            return int.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        }

        reader.Skip();
        return null;
    }

    /// <summary>All headers but the content type, the only one that most items have.</summary>
    private static IReadOnlyDictionary<string, string> ReadHeaders(ref Utf8JsonReader reader)
    {
        Dictionary<string, string>? headers = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return NoHeaders;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string? name = reader.ValueTextEquals("Content-Type"u8) ? null : reader.GetString();
            reader.Read();
            if (name is null || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            headers ??= new(StringComparer.OrdinalIgnoreCase);
            headers[name] = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.UTF8.GetString(reader.ValueSpan);
        }

        return headers ?? NoHeaders;
    }

    private static ReadOnlyMemory<byte> ReadBody(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        // What is not JSON comes as a base64 string.
        if (reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out byte[]? bytes))
        {
            return bytes;
        }

        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return utf8[start..(int)reader.BytesConsumed];
    }
}
