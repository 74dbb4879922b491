using System.IO.Enumeration;
using System.Text.RegularExpressions;
using MspGov.Core.Services;

namespace MspGov.Core.Access;

/// <summary>Which paths were asked for. What can be decided before paths are walked is decided there.</summary>
public sealed partial class AccessFilter
{
    private readonly bool _privileged;
    private readonly bool _standing;
    private readonly Patterns _principals;
    private readonly Patterns _roles;

    /// <summary>From a query.</summary>
    public AccessFilter(AccessQuery query)
    {
        _privileged = query.Privileged;
        _standing = query.Standing;
        _principals = new Patterns(query.Principals);
        _roles = new Patterns(query.Roles);
    }

    private AccessFilter() => (_principals, _roles) = (new Patterns([]), new Patterns([]));

    /// <summary>Everything.</summary>
    public static AccessFilter All { get; } = new();

    /// <summary>Whether a role or permission is asked for.</summary>
    public bool WantsRole(string id, string name, bool privileged) =>
        (privileged || !_privileged) && _roles.Fit(id, name);

    /// <summary>Whether paths of a principal are asked for.</summary>
    public bool WantsPrincipal(string id, string? name) => _principals.Fit(id, name);

    /// <summary>Whether a path with a wanted role is asked for.</summary>
    public bool Wants(AccessPath path) => (path.Standing || !_standing) && WantsPrincipal(path.PrincipalId, path.PrincipalName);

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

    /// <summary>What is asked for by name. A fleet-wide run asks for one account of each tenant: those are looked up, not tried one by one.</summary>
    private sealed class Patterns
    {
        private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create("*?[\\<>\"");

        private readonly HashSet<string> _plain;
        private readonly string[] _wild;

        public Patterns(IReadOnlyList<string> patterns)
        {
            ILookup<bool, string> parted = patterns.ToLookup(pattern => pattern.AsSpan().ContainsAny(Special));
            _plain = new HashSet<string>(parted[false], StringComparer.OrdinalIgnoreCase);
            _wild = [.. parted[true]];
        }

        public bool Fit(string id, string? name) => (_plain.Count == 0 && _wild.Length == 0)
            || _plain.Contains(id) || (name is not null && _plain.Contains(name))
            || _wild.Any(pattern => Fits(pattern, id) || (name is not null && Fits(pattern, name)));
    }
}
