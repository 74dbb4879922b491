namespace MspGov.Ledger.Encodings;

/// <summary>What kind of JSON value it is.</summary>
internal enum JsonKind
{
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>A JSON value read by <see cref="StrictJson"/>. Accessors throw <see cref="LedgerFormatException"/> on another kind than asked.</summary>
internal sealed class JsonNodeValue
{
    private static readonly Dictionary<string, JsonNodeValue> NoMembers = [];

    public required JsonKind Kind { get; init; }

    /// <summary>Text of a string or number.</summary>
    public string Text { get; init; } = "";

    /// <summary>Members in the order read.</summary>
    public Dictionary<string, JsonNodeValue> Members { get; init; } = NoMembers;

    public IReadOnlyList<JsonNodeValue> Items { get; init; } = [];

    public JsonNodeValue this[string name] =>
        Optional(name) ?? throw new LedgerFormatException($"'{name}' is missing.");

    public JsonNodeValue? Optional(string name) =>
        Kind == JsonKind.Object ? Members.GetValueOrDefault(name) : throw new LedgerFormatException("Expected an object.");

    public string String() => Kind == JsonKind.String ? Text : throw new LedgerFormatException("Expected a string.");

    public string String(string name)
    {
        JsonNodeValue value = this[name];
        return value.Kind == JsonKind.String ? value.Text : throw new LedgerFormatException($"'{name}' is not a string.");
    }

    public string? OptionalString(string name) => Optional(name) is null ? null : String(name);

    public long Integer() => Kind == JsonKind.Number ? Scalars.ParseInteger(Text) : throw new LedgerFormatException("Expected an integer.");

    public long Integer(string name)
    {
        JsonNodeValue value = this[name];
        return value.Kind == JsonKind.Number ? Scalars.ParseInteger(value.Text) : throw new LedgerFormatException($"'{name}' is not an integer.");
    }

    public IReadOnlyList<JsonNodeValue> Array() => Kind == JsonKind.Array ? Items : throw new LedgerFormatException("Expected an array.");

    public IReadOnlyList<JsonNodeValue> Array(string name)
    {
        JsonNodeValue value = this[name];
        return value.Kind == JsonKind.Array ? value.Items : throw new LedgerFormatException($"'{name}' is not an array.");
    }

    public IReadOnlyList<string> Strings(string name) => [.. Array(name).Select(item => item.String())];

    /// <summary>Refuses any name but these: what most files of a pack ask for.</summary>
    public JsonNodeValue Only(params string[] names)
    {
        if (Kind != JsonKind.Object)
        {
            throw new LedgerFormatException("Expected an object.");
        }

        foreach (string name in Members.Keys)
        {
            if (!names.Contains(name))
            {
                throw new LedgerFormatException($"Unknown name '{name}'.");
            }
        }

        return this;
    }
}
