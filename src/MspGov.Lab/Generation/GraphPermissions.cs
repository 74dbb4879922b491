namespace MspGov.Lab.Generation;

/// <summary>A permission of Microsoft Graph.</summary>
internal sealed record GraphPermission(bool IsRole, string Id, string Value, string DisplayName);

/// <summary>All permissions of Microsoft Graph, from shipped data.</summary>
internal static class GraphPermissions
{
    internal const string GraphAppId = "00000003-0000-0000-c000-000000000000";

    private static readonly Lazy<IReadOnlyList<GraphPermission>> Permissions = new(() => [.. LabData.Lines("graph-permissions.txt").Select(Parse)]);

    private static readonly Lazy<Dictionary<string, GraphPermission>> Roles =
        new(() => Permissions.Value.Where(p => p.IsRole).ToDictionary(p => p.Value, StringComparer.Ordinal));

    internal static IReadOnlyList<GraphPermission> All => Permissions.Value;

    /// <summary>The id of an application permission.</summary>
    internal static string RoleId(string value) => Roles.Value[value].Id;

    private static GraphPermission Parse(string line)
    {
        var space = line.IndexOf(' ', 39);
        return new GraphPermission(line[0] == 'r', line.Substring(2, 36), line[39..space], line[(space + 1)..]);
    }
}
