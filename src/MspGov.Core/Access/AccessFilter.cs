using System.IO.Enumeration;
using MspGov.Core.Services;

namespace MspGov.Core.Access;

/// <summary>Which paths were asked for. What can be decided before paths are walked is decided there.</summary>
public sealed class AccessFilter
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

    /// <summary>Whether a text fits a pattern with <c>*</c> and <c>?</c>, whatever its case.</summary>
    public static bool Fits(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);

    private static bool Fits(IReadOnlyList<string> patterns, string id, string? name) =>
        patterns.Any(pattern => Fits(pattern, id) || (name is not null && Fits(pattern, name)));
}
