using System.Collections.Frozen;
using System.Globalization;

namespace MspGov.Core.Access;

/// <summary>A built-in directory role.</summary>
/// <param name="TemplateId">Template id: the role definition id in every tenant.</param>
/// <param name="Name">Display name.</param>
/// <param name="Privileged">Whether Microsoft marks it privileged.</param>
public sealed record BuiltInDirectoryRole(string TemplateId, string Name, bool Privileged);

/// <summary>
/// What Microsoft publishes and v1.0 of Graph does not tell: which built-in roles are privileged, which application permissions
/// lead to control of a tenant (tier 0), and which roles can reset whose password. Shipped with its date (see the file's head).
/// </summary>
public static class EntraReference
{
    /// <summary>App id of Microsoft Graph, the resource of tier-0 permissions.</summary>
    public const string GraphAppId = "00000003-0000-0000-c000-000000000000";

    /// <summary>Template id of Global Administrator.</summary>
    public const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

    /// <summary>
    /// Actions that make a custom role privileged: each lets its holder take over an identity or a policy that guards one
    /// (Entra "privileged roles and permissions").
    /// </summary>
    private static readonly string[] PrivilegedActionMarks =
    [
        "/credentials/update", "/allProperties/allTasks", "/allProperties/update", "/password/update", "/authenticationMethods/",
        "microsoft.directory/roleAssignments/", "microsoft.directory/roleDefinitions/", "/appRoleAssignedTo/update",
        "/oAuth2PermissionGrants/allProperties/", "groupsAssignableToRoles/", "conditionalAccessPolicies/", "/authorizationPolicy/",
        "/owners/update", "/managePermissionGrantsForAll", "domains/federation/update",
    ];

    private static readonly Lazy<Tables> Data = new(Load);

    /// <summary>The day the shipped data is of.</summary>
    public static DateOnly AsOf => Data.Value.AsOf;

    /// <summary>All built-in roles by template id.</summary>
    public static IReadOnlyDictionary<string, BuiltInDirectoryRole> Roles => Data.Value.Roles;

    /// <summary>Whether the role with that template id is privileged; false for one that is not known.</summary>
    public static bool IsPrivilegedRole(string templateId) =>
        Data.Value.Roles.TryGetValue(templateId, out BuiltInDirectoryRole? role) && role.Privileged;

    /// <summary>Whether an app role of Microsoft Graph is tier 0.</summary>
    public static bool IsTierZeroAppRole(string appRoleId) => Data.Value.TierZeroById.ContainsKey(appRoleId);

    /// <summary>Whether a permission of Microsoft Graph by that value is tier 0, delegated ones too.</summary>
    public static bool IsTierZeroPermission(string value) => Data.Value.TierZeroValues.Contains(value);

    /// <summary>The value of a tier-0 app role of Microsoft Graph, or null.</summary>
    public static string? TierZeroValue(string appRoleId) => Data.Value.TierZeroById.GetValueOrDefault(appRoleId);

    /// <summary>Whether a custom role with that resource action counts as privileged.</summary>
    public static bool IsPrivilegedAction(string action)
    {
        foreach (string mark in PrivilegedActionMarks)
        {
            if (action.Contains(mark, StringComparison.OrdinalIgnoreCase) && !action.EndsWith("/read", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether holders of the role can reset passwords at all.</summary>
    public static bool CanReset(string roleTemplateId) => Data.Value.Resets.ContainsKey(roleTemplateId);

    /// <summary>Whether holders of a role, tenant-wide, can reset the password of a person who holds the target roles.</summary>
    /// <param name="roleTemplateId">Role of the one who resets.</param>
    /// <param name="targetRoles">Template ids of every role of the target, active or eligible.</param>
    /// <param name="targetInRoleAssignableGroup">Whether the target is member or owner of a role-assignable group.</param>
    public static bool CanReset(string roleTemplateId, IReadOnlyCollection<string> targetRoles, bool targetInRoleAssignableGroup)
    {
        if (!Data.Value.Resets.TryGetValue(roleTemplateId, out FrozenSet<string>? resettable))
        {
            return false;
        }

        return resettable.Contains("*") || (!targetInRoleAssignableGroup && targetRoles.All(resettable.Contains));
    }

    private static Tables Load()
    {
        var roles = new Dictionary<string, BuiltInDirectoryRole>(StringComparer.OrdinalIgnoreCase);
        var permissions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var resets = new Dictionary<string, FrozenSet<string>>(StringComparer.OrdinalIgnoreCase);
        var asOf = DateOnly.MinValue;
        using Stream stream = typeof(EntraReference).Assembly.GetManifestResourceStream("entra-reference.txt")
            ?? throw new InvalidOperationException("The reference data of Entra is missing from MspGov.Core.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split('\t');
            switch (parts[0])
            {
                case "role":
                    roles[parts[1]] = new(parts[1], parts[3], parts[2] == "P");
                    break;
                case "perm":
                    permissions[parts[1]] = parts[2];
                    break;
                case "reset":
                    resets[parts[1]] = parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
                    break;
                case { } comment when comment.StartsWith("# date ", StringComparison.Ordinal):
                    asOf = DateOnly.ParseExact(comment.AsSpan(7), "yyyy-MM-dd", CultureInfo.InvariantCulture);
                    break;
            }
        }

        return new(
            asOf,
            roles.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
            permissions.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase),
            permissions.Values.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
            resets.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));
    }

    private sealed record Tables(
        DateOnly AsOf,
        FrozenDictionary<string, BuiltInDirectoryRole> Roles,
        FrozenDictionary<string, string> TierZeroById,
        FrozenSet<string> TierZeroValues,
        FrozenDictionary<string, FrozenSet<string>> Resets);
}
