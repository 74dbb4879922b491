namespace MspGov.Lab.Schema;

/// <summary>An entity or complex type, with the properties it inherits.</summary>
internal sealed class SchemaType(string name, string? baseName, IReadOnlyDictionary<string, SchemaProperty> properties)
{
    internal string Name { get; } = name;

    internal string? BaseName { get; } = baseName;

    /// <summary>All properties, inherited ones included, by name.</summary>
    internal IReadOnlyDictionary<string, SchemaProperty> Properties { get; } = properties;

    internal SchemaProperty? Find(string property) => Properties.GetValueOrDefault(property);
}
