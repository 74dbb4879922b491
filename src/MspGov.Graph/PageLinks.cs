using System.Text.Json;

namespace MspGov.Graph;

/// <summary>The annotations of a page that steer paging, found without building a document of it.</summary>
internal readonly record struct PageLinks(string? Next, string? Delta, long? Count)
{
    /// <summary>Scans a whole page: as it reads to the end, a truncated page does not pass.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON value.</exception>
    public static PageLinks Scan(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8);
        string? next = null;
        string? delta = null;
        long? count = null;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            if (reader.ValueTextEquals("@odata.nextLink"u8))
            {
                reader.Read();
                next = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }
            else if (reader.ValueTextEquals("@odata.deltaLink"u8))
            {
                reader.Read();
                delta = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }
            else if (reader.ValueTextEquals("@odata.count"u8))
            {
                reader.Read();
                count = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) ? number : null;
            }
        }

        return new PageLinks(next, delta, count);
    }
}
