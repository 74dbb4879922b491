namespace MspGov.Lab.Schema;

/// <summary>A property of a Graph type. Kind is <c>s b n d g u x</c> (see Data/graph-schema.txt), or the name of an enum or complex type.</summary>
internal sealed record SchemaProperty(string Name, string Kind, bool IsReference, bool IsCollection, bool IsNavigation, bool IsReadOnly);
