using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Engine.Templates.Planning;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Capture;

/// <summary>
/// Names for the ids that captured bodies refer to. Objects that are called the same everywhere become symbols by name; people become
/// parameters, because no client has another's; what cannot be read becomes a parameter too, and is told.
/// </summary>
internal sealed class ReferenceNames
{
    private readonly Dictionary<(ReferenceTarget, string), string> _symbols = [];
    private readonly Dictionary<string, TemplateParameter> _parameters = [];
    private readonly List<string> _notes = [];

    /// <summary>Parameters that references became.</summary>
    public IEnumerable<TemplateParameter> Parameters => _parameters.Values;

    /// <summary>What to look at.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The symbol for a reference, or the value itself where it means the same everywhere.</summary>
    public JToken Symbol(ReferencePath path, string value) => _symbols.GetValueOrDefault((path.Target, value)) ?? value;

    /// <summary>Finds the names of all that the objects refer to.</summary>
    public static async Task<ReferenceNames> ReadAsync(
        ITemplateTenant tenant, TenantFacts facts, IReadOnlyList<StateObject> objects, TenantState state, CancellationToken cancellationToken)
    {
        var names = new ReferenceNames();
        IEnumerable<(ReferenceTarget Target, string Value)> references = objects
            .SelectMany(item => ReferenceWalker.Find(item.Kind, item.Body).Select(found => (found.Path.Target, found.Value)))
            .Distinct()
            .Where(reference => (reference.Target == ReferenceTarget.GdapRelationship || Guid.TryParse(reference.Value, out _)) && !IsConstant(reference.Value));
        foreach ((ReferenceTarget target, string value) in references.OrderBy(reference => reference.Value, StringComparer.Ordinal))
        {
            string? symbol = await names.FindAsync(tenant, facts, state, target, value, cancellationToken);
            if (symbol is not null)
            {
                names._symbols[(target, value)] = symbol;
            }
        }

        return names;
    }

    /// <summary>Ids of Microsoft's that are the same everywhere: nobody, built-in strengths, trusted addresses of the old portal.</summary>
    private static bool IsConstant(string id) => id.StartsWith("00000000-0000-0000-0000-", StringComparison.Ordinal);

    private async Task<string?> FindAsync(
        ITemplateTenant tenant, TenantFacts facts, TenantState state, ReferenceTarget target, string id, CancellationToken cancellationToken)
    {
        switch (target)
        {
            case ReferenceTarget.User:
                return await UserAsync(tenant, facts, id, cancellationToken);
            case ReferenceTarget.Group:
                return await GroupAsync(tenant, state, id, cancellationToken);
            case ReferenceTarget.Principal:
                return await GroupAsync(tenant, state, id, cancellationToken, orNull: true) ?? await UserAsync(tenant, facts, id, cancellationToken);
            case ReferenceTarget.NamedLocation:
                return await NamedAsync(tenant, state, "namedLocation", id, cancellationToken);
            case ReferenceTarget.AuthenticationStrength:
                return await NamedAsync(tenant, state, "authenticationStrength", id, cancellationToken);
            case ReferenceTarget.GdapRelationship:
                return await NamedAsync(tenant, state, GdapRelationshipKind.KindName, id, cancellationToken);
            case ReferenceTarget.Role:
                return await RoleAsync(tenant, state, id, cancellationToken);
            case ReferenceTarget.AppId:
                return Application(state, id);
            case ReferenceTarget.ServicePrincipal:
                JObject? principal = await tenant.GetAsync($"/servicePrincipals/{id}?$select=id,appId", cancellationToken);
                return (string?)principal?["appId"] is { } appId ? new Symbol("servicePrincipal", appId).ToString() : Foreign("service principal", id);
            default:
                return Foreign("object", id);
        }
    }

    private async Task<string> UserAsync(ITemplateTenant tenant, TenantFacts facts, string id, CancellationToken cancellationToken)
    {
        if (facts.BreakGlass.Contains(id, StringComparer.OrdinalIgnoreCase))
        {
            return new Symbol(Documents.Symbol.BreakGlass, "").ToString();
        }

        JObject? user = await tenant.GetAsync($"/users/{id}?$select=id,displayName,userPrincipalName", cancellationToken);
        string display = (string?)user?["displayName"] ?? id;
        return Parameter("user" + char.ToUpperInvariant(TemplateCapture.Slug(display)[0]) + TemplateCapture.Slug(display)[1..], ParameterTypes.User, $"In the tenant captured: {display}");
    }

    private async Task<string?> GroupAsync(ITemplateTenant tenant, TenantState state, string id, CancellationToken cancellationToken, bool orNull = false)
    {
        ObjectKind kind = ObjectKinds.Get("group");
        JObject? group = state.Of(kind).FirstOrDefault(found => found.Id == id)?.Body
            ?? await tenant.GetAsync($"/groups/{id}?$select=id,displayName", cancellationToken);
        return (string?)group?["displayName"] is { Length: > 0 } name ? new Symbol("group", name).ToString()
            : orNull ? null
            : Foreign("group", id);
    }

    private async Task<string> NamedAsync(ITemplateTenant tenant, TenantState state, string kindName, string id, CancellationToken cancellationToken)
    {
        ObjectKind kind = ObjectKinds.Get(kindName);
        JObject? body = state.Of(kind).FirstOrDefault(found => found.Id == id)?.Body ?? await kind.ReadAsync(tenant, id, cancellationToken);
        return body is null ? Foreign(kindName, id) : new Symbol(kindName, kind.KeyOf(body)).ToString();
    }

    /// <summary>Built-in roles have the same ids everywhere and stay as they are.</summary>
    private static async Task<string?> RoleAsync(ITemplateTenant tenant, TenantState state, string id, CancellationToken cancellationToken)
    {
        ObjectKind kind = ObjectKinds.Get("roleDefinition");
        if (state.Of(kind).FirstOrDefault(found => found.Id == id) is { } known)
        {
            return new Symbol(kind.Name, known.Key).ToString();
        }

        JObject? role = await kind.ReadAsync(tenant, id, cancellationToken);
        return role is null || !kind.Includes(role) ? null : new Symbol(kind.Name, kind.KeyOf(role)).ToString();
    }

    /// <summary>An application of the template has another appId in every tenant; any other is the same everywhere.</summary>
    private static string? Application(TenantState state, string appId)
    {
        ObjectKind kind = ObjectKinds.Get("application");
        StateObject? own = state.Of(kind).FirstOrDefault(found => (string?)found.Body["appId"] == appId);
        return own is null ? null : new Symbol(kind.Name, own.Key).ToString();
    }

    private string Foreign(string what, string id)
    {
        _notes.Add($"The {what} {id} could not be named; it became a parameter.");
        return Parameter(TemplateCapture.Slug(what) + id[..8], ParameterTypes.Text, $"Id of the {what} that was {id} in the tenant captured");
    }

    private string Parameter(string name, string type, string description)
    {
        string unique = name;
        for (int n = 2; _parameters.TryGetValue(unique, out TemplateParameter? other) && other.Description != description; n++)
        {
            unique = name + n;
        }

        _parameters[unique] = new TemplateParameter(unique, type, description, null);
        return new Symbol(Documents.Symbol.Parameter, unique).ToString();
    }
}
