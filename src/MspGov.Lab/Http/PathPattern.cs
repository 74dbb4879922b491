namespace MspGov.Lab.Http;

/// <summary>Matches paths of behaviour switches: a prefix of segments, <c>*</c> for any one, with a method before it where wanted (<c>POST /users</c>).</summary>
internal static class PathPattern
{
    internal static bool Any(IReadOnlyList<string>? patterns, LabRequest request)
    {
        if (patterns is not { Count: > 0 })
        {
            return false;
        }

        var segments = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return patterns.Any(p => Matches(p, request.Method, segments));
    }

    private static bool Matches(string pattern, string method, string[] segments)
    {
        var space = pattern.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0)
        {
            if (!pattern[..space].Equals(method, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            pattern = pattern[(space + 1)..];
        }

        var wanted = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (wanted is ["v1.0", ..])
        {
            wanted = wanted[1..];
        }

        return wanted.Length <= segments.Length
            && wanted.Zip(segments).All(p => p.First == "*" || p.First.Equals(Uri.UnescapeDataString(p.Second), StringComparison.OrdinalIgnoreCase));
    }
}
