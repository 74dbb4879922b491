using MspGov.Core.Policy;
using MspGov.Core.Register;

namespace MspGov.Core.Operators;

/// <summary>Operator roles by name, built-in and custom.</summary>
public static class OperatorRoles
{
    /// <summary>Whether there is such a role.</summary>
    public static bool Exists(IRegister register, string role) =>
        BuiltInRoles.Permissions.ContainsKey(role) || register.Get<CustomRoleDocument>(role) is not null;

    /// <summary>What a role allows; nothing when there is no such role.</summary>
    public static Permission PermissionsOf(IRegister register, string role) =>
        BuiltInRoles.Permissions.TryGetValue(role, out Permission permissions)
            ? permissions
            : register.Get<CustomRoleDocument>(role)?.Permissions ?? Permission.None;
}
