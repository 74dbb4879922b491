namespace MspGov.Core.Elevation;

/// <summary>Which roles need a privileged approval.</summary>
internal static class PrivilegedRoles
{
    private static readonly HashSet<string> Harmless =
    [
        "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b", "4a5d8f65-41da-4de4-8968-e035b65339cf",
        "69091246-20e8-4a56-aa4d-066075b2a7a8", "29232cdf-9323-42fd-ade2-1d097af3e4de", "fdd7a751-b60b-444a-984c-02652fe8fa1c",
    ];

    /// <summary>Privileged unless it is a built-in role that Microsoft does not mark so: a custom role's power is not known here.</summary>
    public static bool IsPrivileged(string roleId) => !Harmless.Contains(roleId);
}
