using MspGov.Core.Access;

namespace MspGov.Core.Elevation;

/// <summary>Which roles need a privileged approval.</summary>
internal static class PrivilegedRoles
{
    /// <summary>Privileged unless it is a built-in role that Microsoft does not mark so: a custom role's power is not known here.</summary>
    public static bool IsPrivileged(string roleId) =>
        !EntraReference.Roles.TryGetValue(roleId, out BuiltInDirectoryRole? role) || role.Privileged;
}
