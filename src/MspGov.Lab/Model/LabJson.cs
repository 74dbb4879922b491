using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MspGov.Lab.Model;

/// <summary>Reads single properties of stored JSON without building a document: objects are kept as bytes, and most questions need one property.</summary>
internal static class LabJson
{
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly JsonSerializerOptions NodeOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The string value of a top-level property; null when absent, null or not a string.</summary>
    internal static string? GetString(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property)
    {
        var reader = new Utf8JsonReader(json);
        return Seek(ref reader, property) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>The Boolean value of a top-level property; null when absent or null.</summary>
    internal static bool? GetBoolean(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property)
    {
        var reader = new Utf8JsonReader(json);
        return Seek(ref reader, property) && reader.TokenType is JsonTokenType.True or JsonTokenType.False ? reader.GetBoolean() : null;
    }

    /// <summary>Moves to the value of a top-level property.</summary>
    internal static bool Seek(ref Utf8JsonReader reader, ReadOnlySpan<byte> property)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(property);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    internal static byte[] ToBytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(NodeOptions));

    /// <summary>Builds an object with a writer.</summary>
    internal static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
