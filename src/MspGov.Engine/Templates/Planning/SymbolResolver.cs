using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>
/// Puts a tenant's own ids in the place of a template's symbols. What an earlier step of the same plan creates stays a symbol until
/// its id is known; what resolves to nothing, or to two things, is an error and never a guess.
/// </summary>
internal sealed class SymbolResolver
{
    private readonly TenantFacts _facts;
    private readonly TenantState _state;
    private readonly Dictionary<string, TemplateParameter> _parameters;
    private readonly HashSet<string> _defined;
    private readonly IReadOnlyDictionary<Symbol, JToken> _looked;
    private readonly IReadOnlyDictionary<Symbol, GovException> _failed;

    /// <summary>Creates a resolver.</summary>
    /// <param name="content">Template.</param>
    /// <param name="facts">Tenant.</param>
    /// <param name="state">What was read of it.</param>
    /// <param name="lookup">What was looked up in it by name.</param>
    public SymbolResolver(TemplateContent content, TenantFacts facts, TenantState state, SymbolLookup lookup)
    {
        _facts = facts;
        _state = state;
        _parameters = content.Parameters.ToDictionary(parameter => parameter.Name);
        _defined = [.. content.Objects.Where(item => !item.Absent && item.Kind.Membership == Membership.Collection).Select(item => item.Id)];
        _looked = lookup.Found;
        _failed = lookup.Failed;
    }

    /// <summary>A copy of a body with its symbols resolved.</summary>
    /// <exception cref="GovException">ParameterMissing, ReferenceNotFound, ReferenceAmbiguous.</exception>
    public JObject Resolve(JObject body) => (JObject)Token(body)[0];

    /// <summary>Whether a body still holds symbols: of objects that are yet to be created.</summary>
    public static bool HasPending(JToken body) =>
        body.SelectTokens("$..*").OfType<JValue>().Any(value => value.Type == JTokenType.String && ((string)value!).StartsWith(PendingPrefix, StringComparison.Ordinal));

    /// <summary>Puts the ids of objects created meanwhile in the place of their symbols.</summary>
    public static JObject Complete(JObject body, Func<string, string?> idOf)
    {
        var result = (JObject)body.DeepClone();
        foreach (JValue value in result.Descendants().OfType<JValue>().Where(value => value.Type == JTokenType.String).ToList())
        {
            var text = (string)value!;
            if (text.StartsWith(PendingPrefix, StringComparison.Ordinal))
            {
                value.Value = idOf(text[PendingPrefix.Length..])
                    ?? throw TemplateErrors.ReferenceNotFound.With($"{text[PendingPrefix.Length..]} was to be created before what refers to it, and was not.");
            }
        }

        return result;
    }

    /// <summary>What stands in a resolved body for an object yet to be created, followed by <c>kind/key</c>.</summary>
    public const string PendingPrefix = "\u0001pending:";

    private List<JToken> Token(JToken token) => token switch
    {
        JObject properties => [Object(properties)],
        JArray items => [new JArray(items.SelectMany(Token))],
        JValue { Type: JTokenType.String } text => String((string)text!, text.Parent is JArray),
        _ => [token.DeepClone()],
    };

    private JObject Object(JObject properties)
    {
        var result = new JObject();
        foreach (JProperty property in properties.Properties())
        {
            // A list cannot take the place of one value; a symbol for several that stands alone gives a list.
            List<JToken> values = Token(property.Value);
            result[property.Name] = values.Count == 1 ? values[0] : new JArray(values);
        }

        return result;
    }

    private List<JToken> String(string text, bool inList)
    {
        IReadOnlyList<object> parts = Symbol.Parse(text);
        if (parts is [Symbol whole])
        {
            JToken value = Value(whole);
            return inList && value is JArray items ? [.. items.Select(item => item.DeepClone())] : [value.DeepClone()];
        }

        return [new JValue(string.Concat(parts.Select(part => part is Symbol symbol ? Inner(symbol) : (string)part)))];
    }

    private string Inner(Symbol symbol) => Value(symbol) switch
    {
        JValue value => (string?)value ?? "",
        _ => throw TemplateErrors.ParameterInvalid.With($"{symbol} stands inside a text and must be one value, not a list."),
    };

    private JToken Value(Symbol symbol)
    {
        if (_failed.TryGetValue(symbol, out GovException? failure))
        {
            throw failure;
        }

        return symbol.Type switch
        {
            Symbol.TenantId => _facts.TenantId,
            Symbol.BreakGlass => new JArray(_facts.BreakGlass),
            Symbol.Parameter => Parameter(symbol),
            _ => Known(symbol) ?? throw TemplateErrors.ReferenceNotFound.With($"Tenant '{_facts.Tenant}' has no {symbol.Type} '{symbol.Name}', and the template makes none."),
        };
    }

    private JToken Parameter(Symbol symbol)
    {
        TemplateParameter parameter = _parameters.GetValueOrDefault(symbol.Name)
            ?? throw TemplateErrors.ParameterInvalid.With($"The template has no parameter '{symbol.Name}'.");
        if (_looked.TryGetValue(symbol, out JToken? looked))
        {
            return looked;
        }

        JToken value = ParameterValues.Of(parameter, _facts);
        return parameter.Type == ParameterTypes.IpRanges ? ParameterValues.IpRanges(parameter, value) : value;
    }

    private JToken? Known(Symbol symbol)
    {
        if (_looked.TryGetValue(symbol, out JToken? looked))
        {
            return looked;
        }

        if (ObjectKinds.Find(symbol.Type) is not { } kind)
        {
            return null;
        }

        IReadOnlyList<StateObject> found = _state.Named(kind, symbol.Name);
        if (found.Count > 1)
        {
            throw TemplateErrors.ReferenceAmbiguous.With(
                $"Tenant '{_facts.Tenant}' has {found.Count} of {kind} called '{symbol.Name}' ({string.Join(", ", found.Select(item => item.Id))}). Rename all but one.");
        }

        if (found.Count == 1)
        {
            return kind.ReferenceOf(found[0].Body);
        }

        string id = $"{kind.Name}/{symbol.Name}";
        return _defined.Contains(id) ? new JValue(PendingPrefix + id) : null;
    }
}
