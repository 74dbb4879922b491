using MspGov.Core.Policy;
using MspGov.Core.Register;

namespace MspGov.Core.Operators;

/// <summary>Operator roles by name, built-in and custom.</summary>
public static class OperatorRoles
{
    /// <summary>Whether there is such a role.</summary>
    public static bool Exists(IRegister register, string role) =>
        BuiltInRoles.Permissions.ContainsKey(role) || FindCustom(register, role) is not null;

    /// <summary>What a role allows; nothing when there is no such role.</summary>
    public static Permission PermissionsOf(IRegister register, string role) =>
        BuiltInRoles.Permissions.TryGetValue(role, out Permission permissions)
            ? permissions
            : FindCustom(register, role)?.Permissions ?? Permission.None;

    /// <summary>The custom role of that name, in any case; or null.</summary>
    public static CustomRoleDocument? FindCustom(IRegister register, string role) =>
        register.Get<CustomRoleDocument>(CustomRoleDocument.KeyOf(role));
}
