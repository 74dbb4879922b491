using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MspGov.Core.Ledger;

namespace MspGov.Core.Json;

/// <summary>
/// The one way in which details and register documents become JSON: camelCase, no insignificant white space, no needless escapes,
/// nulls left out, enums as camelCase names. Lives in Core because JSON library types must not cross the load-context boundary:
/// callers exchange bytes and Core's own records.
/// </summary>
public static class CoreJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // What is computed from the rest (Key, State) is not state.
        IgnoreReadOnlyProperties = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutUnsetTimes } },
    };

    /// <summary>Serialises a record of Core to UTF-8 JSON bytes.</summary>
    public static byte[] ToBytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Serialises by the value's run-time type.</summary>
    public static byte[] ToBytes(object value, Type type) => JsonSerializer.SerializeToUtf8Bytes(value, type, Options);

    /// <summary>Reads a record of Core from UTF-8 JSON bytes.</summary>
    /// <exception cref="FormatException">The bytes are not such a record.</exception>
    public static T FromBytes<T>(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, Options) ?? throw new FormatException($"Expected a {typeof(T).Name}, found null.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"Not a {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <summary>A time that the fold takes from its entry is not in the entry's detail: a year 1 in a signed log helps nobody.</summary>
    private static void LeaveOutUnsetTimes(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.PropertyType == typeof(DateTimeOffset)))
        {
            property.ShouldSerialize = static (_, value) => value is not DateTimeOffset at || at != default;
        }
    }

    /// <summary>The detail of an entry as a record. The detail must not be erased.</summary>
    public static T DetailAs<T>(this EntryView entry) =>
        FromBytes<T>((entry.Detail ?? throw new FormatException("The detail was erased.")).Span);
}
