using System.Text;

namespace MspGov.Engine.Templates.Documents;

/// <summary>
/// A symbol inside a string of a template: <c>${type:name}</c> or <c>${type}</c>. It stands for what differs per tenant: an object's
/// id, a parameter, the break-glass accounts. A literal <c>${</c> is written <c>$${</c>; <c>}</c> and <c>\</c> in a name are escaped with <c>\</c>.
/// </summary>
/// <param name="Type">What it stands for: <c>parameter</c>, <c>breakGlass</c>, <c>tenantId</c>, <c>defaultDomain</c>, or a kind of object.</param>
/// <param name="Name">Name of the parameter or key of the object; empty where there is none.</param>
internal sealed record Symbol(string Type, string Name)
{
    /// <summary>A parameter of the template.</summary>
    public const string Parameter = "parameter";

    /// <summary>The tenant's registered break-glass accounts; in a list it stands for all of them.</summary>
    public const string BreakGlass = "breakGlass";

    /// <summary>The tenant's id.</summary>
    public const string TenantId = "tenantId";

    /// <summary>The tenant's default domain.</summary>
    public const string DefaultDomain = "defaultDomain";

    /// <inheritdoc/>
    public override string ToString() =>
        Name.Length == 0 ? $"${{{Type}}}" : $"${{{Type}:{Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("}", "\\}", StringComparison.Ordinal)}}}";

    /// <summary>Writes a literal so that it is not taken for a symbol.</summary>
    public static string Escape(string literal) => literal.Replace("${", "$${", StringComparison.Ordinal);

    /// <summary>Splits a string into literals and symbols, in order.</summary>
    /// <exception cref="FormatException">A symbol is not closed, or has no type.</exception>
    public static IReadOnlyList<object> Parse(string text)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return [text];
        }

        var parts = new List<object>();
        var literal = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (string.CompareOrdinal(text, i, "$${", 0, 3) == 0)
            {
                literal.Append("${");
                i += 2;
            }
            else if (string.CompareOrdinal(text, i, "${", 0, 2) == 0)
            {
                if (literal.Length > 0)
                {
                    parts.Add(literal.ToString());
                    literal.Clear();
                }

                parts.Add(ParseOne(text, ref i));
            }
            else
            {
                literal.Append(text[i]);
            }
        }

        if (literal.Length > 0 || parts.Count == 0)
        {
            parts.Add(literal.ToString());
        }

        return parts;
    }

    /// <summary>The symbol that the whole string is, or null.</summary>
    public static Symbol? Whole(string text) => Parse(text) is [Symbol symbol] ? symbol : null;

    private static Symbol ParseOne(string text, ref int i)
    {
        int start = i;
        var type = new StringBuilder();
        StringBuilder? name = null;
        for (i += 2; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '}')
            {
                return type.Length > 0
                    ? new Symbol(type.ToString(), name?.ToString() ?? "")
                    : throw new FormatException($"The symbol at position {start + 1} of '{text}' has no type.");
            }

            if (name is null && c == ':')
            {
                name = new StringBuilder();
            }
            else
            {
                (name ?? type).Append(c == '\\' && i + 1 < text.Length ? text[++i] : c);
            }
        }

        throw new FormatException($"The symbol at position {start + 1} of '{text}' is not closed; a literal ${{ is written $${{.");
    }
}
