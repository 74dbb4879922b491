using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace MspGov.Graph.Batching;

/// <summary>Writes the body of a $batch. The ids are the items' positions.</summary>
internal sealed class BatchRequest
{
    private static readonly JsonEncodedText Json = JsonEncodedText.Encode("application/json");

    public BatchRequest(IReadOnlyList<GraphRequest> items)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("requests"u8);
            for (int i = 0; i < items.Count; i++)
            {
                Write(writer, items[i], i);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        // A batch of reads is a read: it may be sent again after a fault, and needs no write budget.
        Request = new GraphRequest
        {
            Method = HttpMethod.Post,
            Path = "/$batch",
            Body = buffer.WrittenMemory,
            IsReadBatch = !items.Any(item => item.IsWrite),
        };
    }

    public GraphRequest Request { get; }

    private static void Write(Utf8JsonWriter writer, GraphRequest item, int index)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, index.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("method"u8, item.Method.Method);
        writer.WriteString("url"u8, "/" + item.Path.TrimStart('/'));
        writer.WriteStartObject("headers"u8);
        if (item.Eventual)
        {
            writer.WriteString("ConsistencyLevel"u8, "eventual"u8);
        }

        if (item.IfMatch is { } etag)
        {
            writer.WriteString("If-Match"u8, etag);
        }

        foreach ((string name, string value) in item.Headers)
        {
            writer.WriteString(name, value);
        }

        if (item.Body is not null)
        {
            writer.WriteString("Content-Type"u8, Json);
        }

        writer.WriteEndObject();
        if (item.Body is { } body)
        {
            writer.WritePropertyName("body"u8);
            writer.WriteRawValue(body.Span);
        }

        writer.WriteEndObject();
    }
}
