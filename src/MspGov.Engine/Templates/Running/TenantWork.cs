using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.Ledger;
using MspGov.Core.Templates;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using MspGov.Engine.Templates.Planning;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Running;

/// <summary>A tenant as read for a template: enough to plan and to compare.</summary>
/// <param name="Facts">What the register says.</param>
/// <param name="State">Objects.</param>
/// <param name="Lookup">What symbols resolved to.</param>
/// <param name="Accepted">Accepted deviations.</param>
internal sealed record TenantReading(TenantFacts Facts, TenantState State, SymbolLookup Lookup, AcceptedSettings Accepted);

/// <summary>What all use cases of templates need of a session: tenants by id, what the register says about them, and reading them.</summary>
internal sealed class TenantWork(ILedger ledger, ITenantPorts ports, TimeProvider time)
{
    /// <summary>The registered tenant.</summary>
    public TenantDocument Tenant(string id) => ledger.Read(register => register.Get<TenantDocument>(id))
        ?? throw TenantErrors.NotFound.With($"Tenant {id} is not registered.");

    /// <summary>The tenant's door.</summary>
    public ITemplateTenant Open(TenantDocument tenant) => new PortTenant(ports.Open(tenant), tenant.Name);

    /// <summary>The tenant's door as changes use it.</summary>
    public ITenantPort Port(TenantDocument tenant) => ports.Open(tenant);

    /// <summary>What the register says about a tenant.</summary>
    public TenantFacts Facts(TenantDocument tenant, string parameters) => new()
    {
        TenantId = tenant.Id,
        Tenant = tenant.Name,
        BreakGlass = ledger.Read(register => BreakGlassAccounts(register, tenant.Id)),
        Partner = tenant.Connection.PartnerTenantId,
        Parameters = ParseParameters(parameters),
    };

    /// <summary>Whether another tenant is reached through this one.</summary>
    public bool IsPartner(TenantDocument tenant) =>
        ledger.Read(register => register.List<TenantDocument>()).Any(other => other.Connection.PartnerTenantId == tenant.Id);

    /// <summary>Reads what a template is about.</summary>
    public async Task<TenantReading> ReadAsync(TenantDocument tenant, TemplateContent content, TenantFacts facts, CancellationToken cancellationToken)
    {
        ITemplateTenant open = Open(tenant);
        Task<SymbolLookup> lookup = SymbolLookup.ReadAsync(content, facts, open, cancellationToken);
        TenantState state = await TenantStateReader.ReadAsync(open, Wanted(content), cancellationToken);
        return new TenantReading(facts, state, await lookup, Accepted(tenant.Id));
    }

    /// <summary>Exceptions in force and what accepted settings looked like.</summary>
    public AcceptedSettings Accepted(string tenant) => ledger.Read(register => new AcceptedSettings(
        register.List<AccessExceptionDocument>(tenant), register.List<AcceptedDeviationDocument>(tenant), time.GetUtcNow()));

    /// <summary>A tenant's parameter values: those for all, and its own over them.</summary>
    public static string ParametersFor(IReadOnlyDictionary<string, string> parameters, string tenant)
    {
        JObject values = parameters.TryGetValue("*", out string? all) ? ParseParameters(all) : [];
        if (parameters.TryGetValue(tenant, out string? own))
        {
            foreach (JProperty property in ParseParameters(own).Properties())
            {
                values[property.Name] = property.Value;
            }
        }

        return CanonicalJson.Text(values);
    }

    private static IReadOnlyList<string> BreakGlassAccounts(MspGov.Core.Register.IRegister register, string tenant) =>
        [.. register.List<MspGov.Core.BreakGlass.BreakGlassAccountDocument>(tenant).Select(account => account.PrincipalId)];

    private static JObject ParseParameters(string text)
    {
        try
        {
            return CanonicalJson.ParseObject(text);
        }
        catch (JsonException e)
        {
            throw TemplateErrors.ParameterInvalid.With($"Parameter values are a JSON object: {e.Message}", e);
        }
    }

    /// <summary>The kinds to read, each with the names looked for where a tenant may have very many objects of it.</summary>
    private static Dictionary<ObjectKind, IReadOnlyCollection<string>?> Wanted(TemplateContent content)
    {
        Dictionary<ObjectKind, HashSet<string>> names = content.Objects.GroupBy(item => item.Kind).ToDictionary(group => group.Key, group => group.Select(item => item.Key).ToHashSet());
        foreach (Symbol symbol in SymbolLookup.SymbolsOf(content))
        {
            if (ObjectKinds.Find(symbol.Type) is { } kind)
            {
                if (!names.TryGetValue(kind, out HashSet<string>? wanted))
                {
                    names[kind] = wanted = [];
                }

                wanted.Add(symbol.Name);
            }
        }

        return names.ToDictionary(pair => pair.Key, pair => (IReadOnlyCollection<string>?)pair.Value);
    }
}
