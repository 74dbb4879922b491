using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Engine.Templates.Planning;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Capture;

/// <summary>What a capture found worth telling.</summary>
/// <param name="Content">The template.</param>
/// <param name="Notes">What the operator should look at.</param>
internal sealed record Captured(TemplateContent Content, IReadOnlyList<string> Notes);

/// <summary>
/// Makes a template of a tenant: bodies as Graph gave them but for what the server fills, references as symbols, and what only this
/// tenant can know as parameters.
/// </summary>
internal sealed class TemplateCapture(ITemplateTenant tenant, TenantFacts facts)
{
    private readonly Dictionary<string, TemplateParameter> _parameters = [];

    /// <summary>Captures.</summary>
    /// <param name="name">Name of the template.</param>
    /// <param name="include">Patterns of kinds, or of <c>kind/key</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="GovException">What could not be read: a template of half a tenant is not made.</exception>
    public async Task<Captured> CaptureAsync(string name, IReadOnlyList<string> include, CancellationToken cancellationToken)
    {
        List<ObjectKind> kinds = [.. ObjectKinds.All.Where(kind => include.Any(pattern => IsAsked(pattern.Split('/')[0], kind)))];
        if (kinds.Count == 0)
        {
            throw TemplateErrors.KindNotKnown.With($"'{string.Join("', '", include)}' fits no kind of object; there are {string.Join(", ", ObjectKinds.All.Select(kind => kind.Name))}.");
        }

        TenantState state = await TenantStateReader.ReadAsync(tenant, kinds.ToDictionary(kind => kind, _ => (IReadOnlyCollection<string>?)null), cancellationToken);
        foreach (ObjectKind kind in kinds)
        {
            if (state.Failure(kind) is { } failure)
            {
                throw failure;
            }
        }

        List<StateObject> chosen = [.. kinds.SelectMany(kind => state.Of(kind)).Where(found => include.Any(pattern => Fits(pattern, found)))];
        RefuseDoubles(chosen);
        ReferenceNames names = await ReferenceNames.ReadAsync(tenant, facts, chosen, state, cancellationToken);
        List<TemplateObject> objects = [.. chosen.Select(found => Capture(found, names))];
        return new Captured(
            new TemplateContent
            {
                Name = name,
                Parameters = [.. _parameters.Values.Concat(names.Parameters).OrderBy(parameter => parameter.Name, StringComparer.Ordinal)],
                Objects = objects,
            },
            names.Notes);
    }

    /// <summary>Whether a kind is asked for; what only a partner has, of other tenants only by its name.</summary>
    private bool IsAsked(string pattern, ObjectKind kind) =>
        AccessFilter.Fits(pattern, kind.Name) && (!kind.OfPartner || facts.IsPartner || string.Equals(pattern, kind.Name, StringComparison.OrdinalIgnoreCase));

    private static bool Fits(string pattern, StateObject found) => pattern.Contains('/', StringComparison.Ordinal)
        ? AccessFilter.Fits(pattern, $"{found.Kind.Name}/{found.Key}")
        : AccessFilter.Fits(pattern, found.Kind.Name);

    private static void RefuseDoubles(List<StateObject> chosen)
    {
        if (chosen.GroupBy(found => $"{found.Kind.Name}/{found.Key}", StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } doubled)
        {
            throw TemplateErrors.ReferenceAmbiguous.With(
                $"The tenant has {doubled.Count()} objects {doubled.Key} ({string.Join(", ", doubled.Select(found => found.Id))}). Rename all but one, or leave them out with -Include.");
        }
    }

    private TemplateObject Capture(StateObject found, ReferenceNames names)
    {
        JObject body = Strip(found.Kind, found.Body);
        body = Escape(body);
        body = ReferenceWalker.Replace(found.Kind, body, names.Symbol);
        body = TenantOwn(body);
        if (found.Kind.Name == ConditionalAccessPolicyKind.KindName)
        {
            body = LockoutGuard.State(body);
        }

        if (found.Kind.Name == "namedLocation" && body["ipRanges"] is JArray { Count: > 0 } ranges)
        {
            body["ipRanges"] = new JArray(RangesParameter(found.Key, ranges));
        }

        return new TemplateObject(found.Kind, found.Key, body);
    }

    /// <summary>Leaves out what the server fills; keeps what is not known here, and nulls.</summary>
    private static JObject Strip(ObjectKind kind, JObject body) => (JObject)Strip(kind, body, "");

    private static JToken Strip(ObjectKind kind, JToken token, string path) => token switch
    {
        JObject properties => new JObject(properties.Properties()
            .Where(property => Keep(kind, property.Name, path.Length == 0 ? property.Name : $"{path}.{property.Name}"))
            .Select(property => new JProperty(property.Name, Strip(kind, property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")))),
        JArray items => new JArray(items.Select(item => Strip(kind, item, path))),
        _ => token.DeepClone(),
    };

    private static bool Keep(ObjectKind kind, string name, string path) =>
        name == "@odata.type" || (!name.Contains('@', StringComparison.Ordinal) && (!kind.IsServerFilled(path) || kind.IsKey(path)));

    private static JObject Escape(JObject body)
    {
        foreach (JValue value in body.Descendants().OfType<JValue>().Where(value => value.Type == JTokenType.String && ((string)value!).Contains("${", StringComparison.Ordinal)).ToList())
        {
            value.Value = Symbol.Escape((string)value!);
        }

        return body;
    }

    /// <summary>The tenant's own id inside texts becomes a symbol.</summary>
    private JObject TenantOwn(JObject body)
    {
        string symbol = new Symbol(Symbol.TenantId, "").ToString();
        foreach (JValue value in body.Descendants().OfType<JValue>()
            .Where(value => value.Type == JTokenType.String && ((string)value!).Contains(facts.TenantId, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            value.Value = ((string)value!).Replace(facts.TenantId, symbol, StringComparison.OrdinalIgnoreCase);
        }

        return body;
    }

    private string RangesParameter(string key, JArray ranges)
    {
        List<string?> addresses = [.. ranges.Select(range => (string?)range["cidrAddress"])];
        bool plain = addresses.All(address => address is not null);
        string name = Unique(Slug(key) + "Ranges");
        _parameters[name] = new TemplateParameter(
            name, plain ? ParameterTypes.IpRanges : ParameterTypes.Json, $"Address ranges of '{key}'", plain ? new JArray(addresses) : ranges.DeepClone());
        return new Symbol(Symbol.Parameter, name).ToString();
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int n = 2; _parameters.ContainsKey(unique); n++)
        {
            unique = name + n;
        }

        return unique;
    }

    /// <summary>A name for a parameter: letters and digits, camelCase.</summary>
    internal static string Slug(string text)
    {
        string[] words = [.. string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        string slug = string.Concat(words.Select((word, i) => i == 0 ? word.ToLowerInvariant() : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));
        return slug.Length == 0 ? "value" : slug;
    }
}
