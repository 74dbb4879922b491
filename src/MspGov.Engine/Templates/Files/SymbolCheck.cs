using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Files;

/// <summary>Checks that every symbol of a template is of a type that exists, and that its parameters are declared.</summary>
internal static class SymbolCheck
{
    private static readonly HashSet<string> WithoutName = [Symbol.BreakGlass, Symbol.TenantId, Symbol.DefaultDomain];
    private static readonly HashSet<string> ByName = ["user", "servicePrincipal"];

    /// <summary>Checks.</summary>
    public static void Check(TemplateContent content)
    {
        HashSet<string> parameters = [.. content.Parameters.Select(parameter => parameter.Name)];
        foreach (JValue value in content.Objects.SelectMany(item => item.Body.Descendants().OfType<JValue>()).Where(value => value.Type == JTokenType.String))
        {
            foreach (Symbol symbol in Parse(value))
            {
                if (symbol.Type == Symbol.Parameter && !parameters.Contains(symbol.Name))
                {
                    throw ContentReader.Invalid(value, $"The template has no parameter '{symbol.Name}'. Declare it in template.yaml.");
                }

                if (symbol.Type != Symbol.Parameter && !WithoutName.Contains(symbol.Type) && !ByName.Contains(symbol.Type) && ObjectKinds.Find(symbol.Type) is null)
                {
                    throw ContentReader.Invalid(value, $"'{symbol.Type}' in {symbol} is nothing a symbol can stand for.");
                }
            }
        }
    }

    private static IEnumerable<Symbol> Parse(JValue value)
    {
        try
        {
            return Symbol.Parse((string)value!).OfType<Symbol>();
        }
        catch (FormatException e)
        {
            throw ContentReader.Invalid(value, e.Message);
        }
    }
}
