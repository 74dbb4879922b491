using MspGov.Core.Errors;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Documents;

/// <summary>Reads the parts of a template strictly, and says where what is wrong stands.</summary>
internal static class ContentReader
{
    private static readonly string[] HeadNames = ["format", "name", "description", "parameters", "rollback", "requirePlanApproval", "objects"];

    /// <summary>Everything but the objects.</summary>
    public static TemplateContent Head(JObject json)
    {
        CheckFormat(json);
        Only(json, HeadNames);
        return new TemplateContent
        {
            Name = Text(json, "name") ?? throw Invalid(json, "'name' is missing."),
            Description = Text(json, "description"),
            Parameters = [.. List(json, "parameters").Select(Parameter)],
            Rollback = Rollback(json["rollback"]),
            RequirePlanApproval = Value<bool?>(json, "requirePlanApproval") ?? false,
        };
    }

    /// <summary>One object.</summary>
    public static TemplateObject Object(JObject json)
    {
        Only(json, ["kind", "key", "absent", "rationale", "sources", "body"]);
        string name = Text(json, "kind") ?? throw Invalid(json, "'kind' is missing.");
        ObjectKind kind = ObjectKinds.Find(name)
            ?? throw Invalid(json["kind"]!, $"'{name}' is no kind of object; there are {string.Join(", ", ObjectKinds.All.Select(known => known.Name))}.");
        string key = Text(json, "key") ?? throw Invalid(json, "'key' is missing.");
        bool absent = Value<bool?>(json, "absent") ?? false;
        JObject body = json["body"] as JObject ?? (absent ? [] : throw Invalid(json, "'body' is missing, or is no mapping."));
        return new TemplateObject(kind, key, body)
        {
            Absent = absent,
            Rationale = Text(json, "rationale"),
            Sources = [.. (json["sources"] as JArray ?? []).Select(source => (string)source!)],
        };
    }

    /// <summary>A list of mappings.</summary>
    public static IEnumerable<JObject> List(JObject json, string name) => json[name] switch
    {
        null => [],
        JArray items => items.Select(item => item as JObject ?? throw Invalid(item, $"'{name}' is a list of mappings.")),
        { } other => throw Invalid(other, $"'{name}' is a list."),
    };

    /// <summary>An error at a place.</summary>
    public static GovException Invalid(JToken token, string message) =>
        TemplateErrors.FileInvalid.With(SourcePosition.Of(token) is { } position ? $"{position}: {message}" : message);

    private static void CheckFormat(JObject json)
    {
        string format = Text(json, "format") ?? throw Invalid(json, "'format' is missing: it is no template.");
        if (format == TemplateContent.Format)
        {
            return;
        }

        throw format.StartsWith("mspgov.template.v", StringComparison.Ordinal)
            ? TemplateErrors.FormatTooNew.With($"The template's format is {format}, this version reads {TemplateContent.Format}. Update the module.")
            : Invalid(json["format"]!, $"The format '{format}' is no template's.");
    }

    private static TemplateParameter Parameter(JObject json)
    {
        Only(json, ["name", "type", "description", "default"]);
        string name = Text(json, "name") ?? throw Invalid(json, "A parameter has no name.");
        string type = Text(json, "type") ?? throw Invalid(json, $"Parameter '{name}' has no type.");
        return ParameterTypes.All.Contains(type)
            ? new TemplateParameter(name, type, Text(json, "description"), json["default"])
            : throw Invalid(json["type"]!, $"'{type}' is no type of parameter; there are {string.Join(", ", ParameterTypes.All)}.");
    }

    private static RollbackCriteria Rollback(JToken? token)
    {
        if (token is null)
        {
            return new RollbackCriteria();
        }

        var json = token as JObject ?? throw Invalid(token, "'rollback' is a mapping.");
        Only(json, ["maxFailedWrites", "maxSignInFailures", "breakGlassMustWork"]);
        return new RollbackCriteria(
            Limit(json, "maxFailedWrites") ?? 0,
            Limit(json, "maxSignInFailures"),
            Value<bool?>(json, "breakGlassMustWork") ?? true);
    }

    private static int? Limit(JObject json, string name) =>
        Value<int?>(json, name) is { } limit && limit < 0 ? throw Invalid(json[name]!, $"'{name}' is a number from 0.") : Value<int?>(json, name);

    private static void Only(JObject json, string[] names)
    {
        foreach (JProperty property in json.Properties())
        {
            if (!names.Contains(property.Name))
            {
                throw Invalid(property, $"'{property.Name}' is not known here; there are {string.Join(", ", names)}.");
            }
        }
    }

    private static string? Text(JObject json, string name) => Value<string?>(json, name);

    private static T? Value<T>(JObject json, string name)
    {
        try
        {
            return json[name] is null ? default : json[name]!.Value<T>();
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or JsonException or OverflowException)
        {
            throw Invalid(json[name]!, $"'{name}' has a value of the wrong type.");
        }
    }
}
