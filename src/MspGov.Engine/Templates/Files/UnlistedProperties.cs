using MspGov.Engine.Templates.Documents;
using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Files;

/// <summary>
/// What a newer Graph returned and this version's shapes do not list. In a file it is marked, so that it survives while a misspelt
/// name beside it is still an error: properties and values get a leading <c>unlisted:</c>.
/// </summary>
internal static class UnlistedProperties
{
    /// <summary>The mark.</summary>
    public const string Mark = "unlisted:";

    /// <summary>A copy with marks, for a file.</summary>
    public static JObject Marked(ObjectKind kind, JObject body) => (JObject)Marking(body, kind.Shape);

    /// <summary>A copy without marks, as captured. Positions are kept for later errors.</summary>
    public static JObject Unmarked(JObject body) => (JObject)Unmark(body);

    private static JToken Marking(JToken token, string type)
    {
        switch (token)
        {
            case JObject properties:
                IReadOnlyDictionary<string, string>? shape = GraphShapes.Properties(GraphShapes.Actual(type, (string?)properties["@odata.type"]));
                return new JObject(properties.Properties().Select(property =>
                    shape is null || shape.ContainsKey(property.Name) || property.Name.Contains('@', StringComparison.Ordinal)
                        ? new JProperty(property.Name, Marking(property.Value, shape?.GetValueOrDefault(property.Name) ?? "any"))
                        : new JProperty(Mark + property.Name, property.Value.DeepClone())));
            case JArray items:
                return new JArray(items.Select(item => Marking(item, GraphShapes.ElementOf(type))));
            case JValue { Type: JTokenType.String } text when GraphShapes.IsEnum(type):
                return new JValue(string.Join(',', ((string)text!).Split(',').Select(member => MarkMember(member, type))));
            default:
                return token.DeepClone();
        }
    }

    private static string MarkMember(string member, string type) =>
        member.Contains("${", StringComparison.Ordinal) || GraphShapes.Members(type).Contains(member.Trim(), StringComparer.OrdinalIgnoreCase)
            ? member
            : Mark + member;

    private static JToken Unmark(JToken token)
    {
        JToken result = token switch
        {
            JObject properties => new JObject(properties.Properties().Select(property => Copied(property,
                new JProperty(property.Name.StartsWith(Mark, StringComparison.Ordinal) ? property.Name[Mark.Length..] : property.Name, Unmark(property.Value))))),
            JArray items => new JArray(items.Select(Unmark)),
            JValue { Type: JTokenType.String } text => new JValue(((string)text!).Replace(Mark, "", StringComparison.Ordinal)),
            _ => token.DeepClone(),
        };
        return Copied(token, result);
    }

    private static T Copied<T>(JToken from, T to) where T : JToken
    {
        if (from.Annotation<SourcePosition>() is { } position)
        {
            to.RemoveAnnotations<SourcePosition>();
            to.AddAnnotation(position);
        }

        return to;
    }
}
