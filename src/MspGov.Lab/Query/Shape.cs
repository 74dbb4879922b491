using System.Text.Json;
using MspGov.Lab.Http;
using MspGov.Lab.Model;
using MspGov.Lab.Schema;

namespace MspGov.Lab.Query;

/// <summary>What of an object is written: selected properties, expanded relations, its type name.</summary>
internal sealed class Shape
{
    private const int ExpandLimit = 20;

    private readonly LabDirectory _directory;
    private readonly HashSet<string>? _select;
    private readonly IReadOnlyList<ExpandItem> _expand;

    private Shape(LabDirectory directory, HashSet<string>? select, IReadOnlyList<ExpandItem> expand)
    {
        _directory = directory;
        _select = select;
        _expand = expand;
    }

    /// <summary>True for lists whose objects are of several types.</summary>
    internal bool WithType { get; init; }

    /// <summary>Selected names, or null.</summary>
    internal IReadOnlySet<string>? Selected => _select;

    internal static Shape Of(LabDirectory directory, string type, IReadOnlyList<string> select, IReadOnlyList<ExpandItem> expand, bool withType = false)
    {
        foreach (var name in select)
        {
            RequireProperty(type, name);
        }

        foreach (var item in expand)
        {
            RequireNavigation(type, item.Name);
        }

        IEnumerable<string>? names = select.Count > 0 && !select.Contains("*") ? select : null;
        names ??= EntityModelDefaults(type);
        return new Shape(directory, names is null ? null : new HashSet<string>(names, StringComparer.Ordinal), expand) { WithType = withType };
    }

    internal void Write(Utf8JsonWriter writer, LabObject item)
    {
        writer.WriteStartObject();
        WriteMembers(writer, item);
        writer.WriteEndObject();
    }

    /// <summary>The members without the braces.</summary>
    internal void WriteMembers(Utf8JsonWriter writer, LabObject item)
    {
        if (WithType)
        {
            writer.WriteString("@odata.type", "#microsoft.graph." + item.Type);
        }

        if (ETags.Has(item))
        {
            writer.WriteString("@odata.etag", ETags.Of(item));
        }

        WriteProperties(writer, item);
        foreach (var expansion in _expand)
        {
            WriteExpansion(writer, item, expansion);
        }
    }

    private static string[]? EntityModelDefaults(string type) => type == "user" ? EntityModel.Of(Sets.Users).DefaultSelect : null;

    private static void RequireProperty(string type, string name)
    {
        if (name == "*" || name == "id")
        {
            return;
        }

        var root = name.Split('/')[0];
        var known = type == "directoryObject"
            ? Sets.DirectoryObjects.Any(s => GraphSchema.Instance.Type(EntityModel.Of(s).Type)!.Find(root) is not null)
            : GraphSchema.Instance.Type(type) is not { } schema || schema.Find(root) is not null || IsDerivedProperty(type, root);
        if (!known)
        {
            throw new LabError(400, "BadRequest", $"Could not find a property named '{name}' on type 'microsoft.graph.{type}'.");
        }
    }

    /// <summary>Named locations, policy rules and the like are selected by properties of their concrete types.</summary>
    private static bool IsDerivedProperty(string type, string name) =>
        type is "namedLocation" or "unifiedRoleManagementPolicyRule" or "authenticationMethod" or "authenticationMethodConfiguration" && name.Length > 0;

    private static void RequireNavigation(string type, string name)
    {
        if (type != "directoryObject" && GraphSchema.Instance.Type(type) is { } schema && schema.Find(name) is not { IsNavigation: true })
        {
            throw new LabError(400, "BadRequest", $"Could not find a property named '{name}' on type 'microsoft.graph.{type}'.");
        }
    }

    private void WriteProperties(Utf8JsonWriter writer, LabObject item)
    {
        var left = _select is null ? null : new HashSet<string>(_select, StringComparer.Ordinal);
        var reader = new Utf8JsonReader(item.Json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (name == "@odata.type" ? !WithType : left is null ? !IsHidden(item.Type, name) : left.Remove(name))
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(item.Json.AsSpan(start, (int)reader.BytesConsumed - start), skipInputValidation: true);
            }
        }

        if (left is { Count: > 0 } && GraphSchema.Instance.Type(item.Type) is { } schema)
        {
            foreach (var name in left)
            {
                WriteMissing(writer, schema, name);
            }
        }
    }

    /// <summary>What was never set is null, or an empty collection.</summary>
    private static void WriteMissing(Utf8JsonWriter writer, SchemaType schema, string name)
    {
        if (schema.Find(name) is not { IsNavigation: false } property)
        {
            return;
        }

        // Activity of an account that was never used is absent in Graph, not null.
        if (name == "signInActivity")
        {
            return;
        }

        if (property.IsCollection)
        {
            writer.WriteStartArray(name);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>Given only when selected.</summary>
    private static bool IsHidden(string type, string name) => type == "user" && name == "signInActivity";

    private void WriteExpansion(Utf8JsonWriter writer, LabObject item, ExpandItem expansion)
    {
        if (Navigations.Follow(_directory, item, expansion.Name) is not { } navigation)
        {
            return;
        }

        var polymorphic = Navigations.Polymorphic.Contains(expansion.Name);
        var shape = new Shape(_directory, expansion.Select.Count == 0 ? null : new HashSet<string>(expansion.Select, StringComparer.Ordinal), expansion.Expand)
        {
            WithType = polymorphic,
        };
        writer.WritePropertyName(expansion.Name);
        if (!navigation.Many)
        {
            if (navigation.Targets.FirstOrDefault() is { } one)
            {
                shape.Write(writer, one);
            }
            else
            {
                writer.WriteNullValue();
            }

            return;
        }

        writer.WriteStartArray();
        foreach (var target in polymorphic ? navigation.Targets.Take(ExpandLimit) : navigation.Targets)
        {
            shape.Write(writer, target);
        }

        writer.WriteEndArray();
    }
}
