using System.IO.Enumeration;
using MspGov.Core.Access;

namespace MspGov.Core.Exceptions;

/// <summary>Which paths an exception covers: every part that is given must fit.</summary>
public sealed record AccessPattern
{
    /// <summary>One path by its stable id.</summary>
    public string? PathId { get; init; }

    /// <summary>Principal by id or name; wildcards allowed.</summary>
    public string? Principal { get; init; }

    /// <summary>Role or permission by id or name; wildcards allowed.</summary>
    public string? Role { get; init; }

    /// <summary>Scope; wildcards allowed.</summary>
    public string? Scope { get; init; }

    /// <summary>How it is held.</summary>
    public AssignmentKind? Assignment { get; init; }

    /// <summary>A setting of a template that may deviate, as <c>template/path</c>; wildcards allowed. Covers no access.</summary>
    public string? Setting { get; init; }

    /// <summary>Whether anything is given at all.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => PathId is null && Principal is null && Role is null && Scope is null && Assignment is null && Setting is null;

    /// <summary>Whether a path fits.</summary>
    public bool Fits(AccessPath path) =>
        !IsEmpty && Setting is null
        && (PathId is null || string.Equals(PathId, path.PathId, StringComparison.OrdinalIgnoreCase))
        && (Principal is null || FitsText(Principal, path.PrincipalId) || (path.PrincipalName is { } name && FitsText(Principal, name)))
        && (Role is null || FitsText(Role, path.RoleId) || FitsText(Role, path.Role))
        && (Scope is null || FitsText(Scope, path.Scope))
        && (Assignment is null || Assignment == path.Assignment);

    /// <summary>Whether a template setting fits.</summary>
    public bool FitsSetting(string setting) => Setting is not null && FitsText(Setting, setting);

    /// <summary>The pattern in words.</summary>
    public override string ToString()
    {
        string?[] parts =
        [
            PathId is null ? null : $"path {PathId}",
            Principal is null ? null : $"principal {Principal}",
            Role is null ? null : $"role {Role}",
            Scope is null ? null : $"scope {Scope}",
            Assignment is null ? null : $"held {Assignment}",
            Setting is null ? null : $"setting {Setting}",
        ];
        return string.Join(", ", parts.Where(part => part is not null));
    }

    private static bool FitsText(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}
