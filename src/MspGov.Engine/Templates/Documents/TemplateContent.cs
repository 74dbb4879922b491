using MspGov.Core.Errors;
using MspGov.Core.Templates;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Documents;

/// <summary>A parameter: what each tenant says for itself.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type, one of <see cref="ParameterTypes"/>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Default">Value where a tenant gives none; null when it must.</param>
internal sealed record TemplateParameter(string Name, string Type, string? Description, JToken? Default);

/// <summary>When a run stops by itself.</summary>
/// <param name="MaxFailedWrites">More failed or unproven writes than this in a ring stop the run.</param>
/// <param name="MaxSignInFailures">More failed sign-ins than this in a tenant during the soak stop it; null for not looking.</param>
/// <param name="BreakGlassMustWork">A break-glass account that is gone or disabled, or that an enforced policy of the run does not exclude any more, stops it.</param>
internal sealed record RollbackCriteria(int MaxFailedWrites = 0, int? MaxSignInFailures = null, bool BreakGlassMustWork = true);

/// <summary>One object of a template.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Key">What it is called in every tenant.</param>
/// <param name="Body">What it should be, with symbols for what differs per tenant.</param>
internal sealed record TemplateObject(ObjectKind Kind, string Key, JObject Body)
{
    /// <summary>True when the object must not be there; deleting needs to be asked for.</summary>
    public bool Absent { get; init; }

    /// <summary>Public guidance that it follows.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Why it is there, in words.</summary>
    public string? Rationale { get; init; }

    /// <summary>Kind and key.</summary>
    public string Id => $"{Kind.Name}/{Key}";

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>The whole content of a version: what its hash is over.</summary>
internal sealed record TemplateContent
{
    /// <summary>The format this version of the module writes.</summary>
    public const string Format = "mspgov.template.v1";

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Parameters.</summary>
    public IReadOnlyList<TemplateParameter> Parameters { get; init; } = [];

    /// <summary>Objects.</summary>
    public IReadOnlyList<TemplateObject> Objects { get; init; } = [];

    /// <summary>When a run stops.</summary>
    public RollbackCriteria Rollback { get; init; } = new();

    /// <summary>Whether every plan needs a second person.</summary>
    public bool RequirePlanApproval { get; init; }

    /// <summary>Canonical JSON text.</summary>
    public string ToText() => CanonicalJson.Text(ToJson());

    /// <summary>Hash of the content.</summary>
    public string Hash => TemplateHash.Of(ToText());

    /// <summary>Reads a content.</summary>
    /// <exception cref="GovException">TemplateFileInvalid or TemplateFormatTooNew.</exception>
    public static TemplateContent Parse(string text)
    {
        try
        {
            return FromJson(CanonicalJson.ParseObject(text));
        }
        catch (JsonException e)
        {
            throw TemplateErrors.FileInvalid.With($"The template cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The head of the content: all but the objects.</summary>
    public JObject HeadJson()
    {
        var head = new JObject { ["format"] = Format, ["name"] = Name };
        Put(head, "description", Description);
        if (Parameters.Count > 0)
        {
            head["parameters"] = new JArray(Parameters.Select(ParameterJson));
        }

        var rollback = new JObject { ["maxFailedWrites"] = Rollback.MaxFailedWrites, ["breakGlassMustWork"] = Rollback.BreakGlassMustWork };
        if (Rollback.MaxSignInFailures is { } failures)
        {
            rollback["maxSignInFailures"] = failures;
        }

        head["rollback"] = rollback;
        head["requirePlanApproval"] = RequirePlanApproval;
        return head;
    }

    /// <summary>One object as JSON.</summary>
    public static JObject ObjectJson(TemplateObject item)
    {
        var json = new JObject { ["kind"] = item.Kind.Name, ["key"] = item.Key };
        if (item.Absent)
        {
            json["absent"] = true;
        }

        Put(json, "rationale", item.Rationale);
        if (item.Sources.Count > 0)
        {
            json["sources"] = new JArray(item.Sources);
        }

        json["body"] = item.Body;
        return json;
    }

    /// <summary>Reads the head and the objects.</summary>
    public static TemplateContent FromJson(JObject json)
    {
        TemplateContent head = ContentReader.Head(json);
        return head with { Objects = [.. ContentReader.List(json, "objects").Select(ContentReader.Object)] };
    }

    private JObject ToJson()
    {
        JObject json = HeadJson();
        json["objects"] = new JArray(Objects
            .OrderBy(item => item.Kind.Name, StringComparer.Ordinal).ThenBy(item => item.Key, StringComparer.Ordinal)
            .Select(ObjectJson));
        return json;
    }

    private static JObject ParameterJson(TemplateParameter parameter)
    {
        var json = new JObject { ["name"] = parameter.Name, ["type"] = parameter.Type };
        Put(json, "description", parameter.Description);
        if (parameter.Default is not null)
        {
            json["default"] = parameter.Default;
        }

        return json;
    }

    private static void Put(JObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
