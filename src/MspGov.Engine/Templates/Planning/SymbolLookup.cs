using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>Looks up in a tenant what a template's symbols name and its own objects do not give: users, service principals, the default domain.</summary>
internal sealed class SymbolLookup
{
    private readonly Dictionary<Symbol, JToken> _found = [];
    private readonly Dictionary<Symbol, GovException> _failed = [];

    /// <summary>Values found.</summary>
    public IReadOnlyDictionary<Symbol, JToken> Found => _found;

    /// <summary>Symbols that resolve to nothing, or to several things.</summary>
    public IReadOnlyDictionary<Symbol, GovException> Failed => _failed;

    /// <summary>All symbols that a template holds.</summary>
    public static IReadOnlyCollection<Symbol> SymbolsOf(TemplateContent content) =>
        content.Objects.SelectMany(item => item.Body.Descendants().OfType<JValue>())
            .Where(value => value.Type == JTokenType.String && ((string)value!).Contains("${", StringComparison.Ordinal))
            .SelectMany(value => Symbol.Parse((string)value!).OfType<Symbol>())
            .ToHashSet();

    /// <summary>Looks up what is needed, each thing once.</summary>
    public static async Task<SymbolLookup> ReadAsync(TemplateContent content, TenantFacts facts, ITemplateTenant tenant, CancellationToken cancellationToken)
    {
        var lookup = new SymbolLookup();
        Dictionary<string, TemplateParameter> parameters = content.Parameters.ToDictionary(parameter => parameter.Name);
        foreach (Symbol symbol in SymbolsOf(content))
        {
            try
            {
                JToken? value = symbol.Type switch
                {
                    "user" => await PrincipalAsync(tenant, facts, symbol.Name, user: true, cancellationToken),
                    "servicePrincipal" => await ServicePrincipalAsync(tenant, facts, symbol.Name, cancellationToken),
                    Symbol.DefaultDomain => await DomainAsync(tenant, facts, cancellationToken),
                    Symbol.Parameter when parameters.GetValueOrDefault(symbol.Name) is { } parameter =>
                        await ParameterAsync(parameter, tenant, facts, cancellationToken),
                    _ => null,
                };
                if (value is not null)
                {
                    lookup._found[symbol] = value;
                }
            }
            catch (GovException e)
            {
                lookup._failed[symbol] = e;
            }
        }

        return lookup;
    }

    private static async Task<JToken?> ParameterAsync(TemplateParameter parameter, ITemplateTenant tenant, TenantFacts facts, CancellationToken cancellationToken)
    {
        bool user = parameter.Type is ParameterTypes.User or ParameterTypes.Users;
        if (!user && parameter.Type is not (ParameterTypes.Group or ParameterTypes.Groups))
        {
            return null;
        }

        JToken value = ParameterValues.Of(parameter, facts);
        if (value is not JArray items)
        {
            return await PrincipalAsync(tenant, facts, (string)value!, user, cancellationToken);
        }

        var ids = new JArray();
        foreach (JToken item in items)
        {
            ids.Add(await PrincipalAsync(tenant, facts, (string)item!, user, cancellationToken));
        }

        return ids;
    }

    private static async Task<JToken> PrincipalAsync(ITemplateTenant tenant, TenantFacts facts, string name, bool user, CancellationToken cancellationToken)
    {
        string collection = user ? "/users" : "/groups";
        if (Guid.TryParse(name, out _))
        {
            return await tenant.GetAsync($"{collection}/{name}?$select=id", cancellationToken) is { } found
                ? (string)found["id"]!
                : throw TemplateErrors.ReferenceNotFound.With($"Tenant '{facts.Tenant}' has no {(user ? "user" : "group")} {name}.");
        }

        string property = user ? "userPrincipalName" : "displayName";
        return Single(await tenant.ListAsync($"{collection}?$filter={Filter(property, name)}&$select=id", cancellationToken), facts, user ? "user" : "group", name);
    }

    private static async Task<JToken> ServicePrincipalAsync(ITemplateTenant tenant, TenantFacts facts, string appId, CancellationToken cancellationToken) =>
        Single(await tenant.ListAsync($"/servicePrincipals?$filter={Filter("appId", appId)}&$select=id", cancellationToken), facts, "service principal of application", appId);

    private static async Task<JToken> DomainAsync(ITemplateTenant tenant, TenantFacts facts, CancellationToken cancellationToken)
    {
        IReadOnlyList<JObject> organization = await tenant.ListAsync("/organization?$select=id,verifiedDomains", cancellationToken);
        JToken? domain = organization.SelectMany(item => item["verifiedDomains"] as JArray ?? []).FirstOrDefault(item => (bool?)item["isDefault"] == true)?["name"];
        return domain ?? throw TemplateErrors.ReferenceNotFound.With($"Tenant '{facts.Tenant}' names no default domain.");
    }

    private static JToken Single(IReadOnlyList<JObject> found, TenantFacts facts, string what, string name) => found.Count switch
    {
        1 => (string)found[0]["id"]!,
        0 => throw TemplateErrors.ReferenceNotFound.With($"Tenant '{facts.Tenant}' has no {what} '{name}'."),
        _ => throw TemplateErrors.ReferenceAmbiguous.With($"Tenant '{facts.Tenant}' has {found.Count} of {what} '{name}' ({string.Join(", ", found.Select(item => (string?)item["id"]))})."),
    };

    private static string Filter(string property, string value) =>
        Uri.EscapeDataString($"{property} eq '{value.Replace("'", "''", StringComparison.Ordinal)}'");
}
