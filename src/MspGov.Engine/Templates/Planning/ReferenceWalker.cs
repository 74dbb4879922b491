using MspGov.Engine.Templates.Kinds;
using Newtonsoft.Json.Linq;

namespace MspGov.Engine.Templates.Planning;

/// <summary>Finds the ids in a body that refer to other objects.</summary>
internal static class ReferenceWalker
{
    /// <summary>Calls back for each string at a reference's path; what it returns takes the place of the string.</summary>
    public static JObject Replace(ObjectKind kind, JObject body, Func<ReferencePath, string, JToken> replace)
    {
        var result = (JObject)body.DeepClone();
        foreach (ReferencePath reference in kind.References)
        {
            Walk(result, reference.Path.Split('.'), 0, value => replace(reference, value));
        }

        return result;
    }

    /// <summary>All ids with what they refer to.</summary>
    public static IReadOnlyList<(ReferencePath Path, string Value)> Find(ObjectKind kind, JObject body)
    {
        var found = new List<(ReferencePath, string)>();
        foreach (ReferencePath reference in kind.References)
        {
            Walk(body, reference.Path.Split('.'), 0, value =>
            {
                found.Add((reference, value));
                return null;
            });
        }

        return found;
    }

    private static void Walk(JToken token, string[] path, int depth, Func<string, JToken?> visit)
    {
        switch (token)
        {
            case JArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    if (depth < path.Length)
                    {
                        Walk(items[i], path, depth, visit);
                    }
                    else if (items[i] is JValue { Type: JTokenType.String } item && visit((string)item!) is { } replaced)
                    {
                        items[i] = replaced;
                    }
                }

                break;
            case JObject properties when depth < path.Length && properties[path[depth]] is { } next:
                if (depth == path.Length - 1 && next is JValue { Type: JTokenType.String } text)
                {
                    if (visit((string)text!) is { } replaced)
                    {
                        properties[path[depth]] = replaced;
                    }
                }
                else
                {
                    Walk(next, path, depth + 1, visit);
                }

                break;
        }
    }
}
