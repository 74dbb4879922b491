using MspGov.Core.Templates;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Documents;

/// <summary>Differences between two normalised bodies, property by property.</summary>
internal static class ObjectDifference
{
    /// <summary>
    /// Compares. When partial, only what <paramref name="stated"/> names counts: singletons of which a template says a few settings.
    /// </summary>
    /// <param name="expected">Normalised body of the template.</param>
    /// <param name="actual">Normalised body of the tenant.</param>
    /// <param name="stated">The template's body before normalising, when only stated properties count; null when all do.</param>
    public static IReadOnlyList<PropertyDifference> Between(JObject expected, JObject actual, JObject? stated = null)
    {
        var differences = new List<PropertyDifference>();
        Compare(expected, actual, stated, "", differences);
        return differences;
    }

    private static void Compare(JToken? expected, JToken? actual, JToken? stated, string path, List<PropertyDifference> differences)
    {
        if (expected is JObject || actual is JObject)
        {
            var left = expected as JObject ?? [];
            var right = actual as JObject ?? [];
            if ((expected is null or JObject) && (actual is null or JObject))
            {
                foreach (string name in Names(left, right, stated as JObject))
                {
                    Compare(left[name], right[name], (stated as JObject)?[name], path.Length == 0 ? name : $"{path}.{name}", differences);
                }

                return;
            }
        }

        if (!JToken.DeepEquals(expected, actual))
        {
            differences.Add(new PropertyDifference(path, Show(expected), Show(actual)));
        }
    }

    private static IEnumerable<string> Names(JObject left, JObject right, JObject? stated) =>
        left.Properties().Concat(right.Properties()).Select(property => property.Name)
            .Where(name => stated is null || stated.ContainsKey(name))
            .Distinct().Order(StringComparer.Ordinal);

    private static string? Show(JToken? token) => token switch
    {
        null => null,
        JValue { Type: JTokenType.String } text => (string)text!,
        _ => CanonicalJson.Text(token),
    };
}
