using System.IO.Enumeration;
using System.Text.RegularExpressions;
using MspGov.Core.Services;

namespace MspGov.Core.Access;

/// <summary>Which paths were asked for. What can be decided before paths are walked is decided there.</summary>
public sealed partial class AccessFilter
{
    private readonly bool _privileged;
    private readonly bool _standing;
    private readonly IReadOnlyList<string> _principals;
    private readonly IReadOnlyList<string> _roles;

    /// <summary>From a query.</summary>
    public AccessFilter(AccessQuery query)
    {
        _privileged = query.Privileged;
        _standing = query.Standing;
        _principals = query.Principals;
        _roles = query.Roles;
    }

    private AccessFilter() => (_principals, _roles) = ([], []);

    /// <summary>Everything.</summary>
    public static AccessFilter All { get; } = new();

    /// <summary>Whether a role or permission is asked for.</summary>
    public bool WantsRole(string id, string name, bool privileged) =>
        (privileged || !_privileged) && (_roles.Count == 0 || Fits(_roles, id, name));

    /// <summary>Whether a path with a wanted role is asked for.</summary>
    public bool Wants(AccessPath path) =>
        (path.Standing || !_standing) && (_principals.Count == 0 || Fits(_principals, path.PrincipalId, path.PrincipalName));

    /// <summary>Whether a text fits a pattern with <c>*</c>, <c>?</c> and sets such as <c>[1-6]</c>, whatever its case.</summary>
    public static bool Fits(string pattern, string text) =>
        FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true)
        || (pattern.Contains('[', StringComparison.Ordinal) && FitsSets(pattern, text));

    // What a pattern with sets ([1-6], [abc]) says in PowerShell. Names are matched as they are too: one may well begin with a bracket.
    private static bool FitsSets(string pattern, string text)
    {
        string expression = Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal);
        try
        {
            return Regex.IsMatch(text, $"^(?:{Sets().Replace(expression, "[$1]")})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Singleline);
        }
        catch (RegexParseException)
        {
            return false; // a set that is none, such as [z-a]
        }
    }

    [GeneratedRegex(@"\\\[([A-Za-z0-9_-]+)\]")]
    private static partial Regex Sets();

    private static bool Fits(IReadOnlyList<string> patterns, string id, string? name) =>
        patterns.Any(pattern => Fits(pattern, id) || (name is not null && Fits(pattern, name)));
}
