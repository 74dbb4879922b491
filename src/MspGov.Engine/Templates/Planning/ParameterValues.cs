using System.Net;
using MspGov.Core.Errors;
using MspGov.Engine.Templates.Documents;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>Values of parameters, checked against their types.</summary>
internal static class ParameterValues
{
    /// <summary>The tenant's value, or the default.</summary>
    /// <exception cref="GovException">ParameterMissing or ParameterInvalid.</exception>
    public static JToken Of(TemplateParameter parameter, TenantFacts facts)
    {
        JToken? value = facts.Parameters.Properties().FirstOrDefault(property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase))?.Value
            ?? parameter.Default;
        if (value is null or JValue { Type: JTokenType.Null })
        {
            throw TemplateErrors.ParameterMissing.With(
                $"Parameter '{parameter.Name}' ({parameter.Type}{(parameter.Description is null ? "" : ": " + parameter.Description)}) has no value for tenant '{facts.Tenant}'. "
                + $"Give it with -Parameter @{{ '{parameter.Name}' = ... }}.");
        }

        return Fits(parameter.Type, value)
            ? IsList(parameter.Type) && value is not JArray ? new JArray(value) : value
            : throw TemplateErrors.ParameterInvalid.With($"Parameter '{parameter.Name}' is a {parameter.Type}; {CanonicalJson.Text(value)} is none.");
    }

    /// <summary>Refuses values for parameters that the template does not have: a misspelt name would else fall back to the default.</summary>
    public static void CheckNames(TemplateContent content, JObject values)
    {
        foreach (JProperty value in values.Properties())
        {
            if (!content.Parameters.Any(parameter => string.Equals(parameter.Name, value.Name, StringComparison.OrdinalIgnoreCase)))
            {
                throw TemplateErrors.ParameterInvalid.With(
                    $"Template '{content.Name}' has no parameter '{value.Name}'; it has {(content.Parameters.Count == 0 ? "none" : string.Join(", ", content.Parameters.Select(parameter => parameter.Name)))}.");
            }
        }
    }

    /// <summary>Address ranges in CIDR notation as Graph's objects.</summary>
    public static JArray IpRanges(TemplateParameter parameter, JToken value)
    {
        var ranges = new JArray();
        foreach (JToken item in (JArray)value)
        {
            var text = (string)item!;
            if (!IPNetwork.TryParse(text, out IPNetwork network) && !TryLoose(text, out network))
            {
                throw TemplateErrors.ParameterInvalid.With($"Parameter '{parameter.Name}': '{text}' is no address range such as 203.0.113.0/24.");
            }

            bool six = network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
            ranges.Add(new JObject { ["@odata.type"] = six ? "#microsoft.graph.iPv6CidrRange" : "#microsoft.graph.iPv4CidrRange", ["cidrAddress"] = text });
        }

        return ranges;
    }

    private static bool IsList(string type) => type is ParameterTypes.Users or ParameterTypes.Groups or ParameterTypes.IpRanges or ParameterTypes.List;

    private static bool Fits(string type, JToken value) => type switch
    {
        ParameterTypes.Json => true,
        ParameterTypes.Boolean => value.Type == JTokenType.Boolean,
        ParameterTypes.Number => value.Type is JTokenType.Integer or JTokenType.Float,
        ParameterTypes.Users or ParameterTypes.Groups or ParameterTypes.IpRanges or ParameterTypes.List =>
            value.Type == JTokenType.String || (value is JArray items && items.All(item => item.Type == JTokenType.String)),
        _ => value.Type == JTokenType.String,
    };

    // Graph takes ranges whose address has host bits (12.34.221.11/22 is in its own examples); the class of .NET does not.
    private static bool TryLoose(string text, out IPNetwork network)
    {
        network = default;
        string[] parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out IPAddress? address) || !int.TryParse(parts[1], out int length))
        {
            return false;
        }

        int bits = address.GetAddressBytes().Length * 8;
        if (length < 0 || length > bits)
        {
            return false;
        }

        network = new IPNetwork(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        return true;
    }
}
