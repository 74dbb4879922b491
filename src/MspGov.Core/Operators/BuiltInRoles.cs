using MspGov.Core.Policy;

namespace MspGov.Core.Operators;

/// <summary>The five built-in operator roles (JumpCloud MTP's) and what each allows.</summary>
public static class BuiltInRoles
{
    /// <summary>Read only.</summary>
    public const string ReadOnly = "ReadOnly";

    /// <summary>Help desk.</summary>
    public const string HelpDesk = "HelpDesk";

    /// <summary>Manager.</summary>
    public const string Manager = "Manager";

    /// <summary>Administrator.</summary>
    public const string Administrator = "Administrator";

    /// <summary>Administrator with billing.</summary>
    public const string AdministratorWithBilling = "AdministratorWithBilling";

    private const Permission ReadOnlyPermissions = Permission.Read;
    private const Permission HelpDeskPermissions = ReadOnlyPermissions | Permission.ResetCredentials | Permission.RequestElevation;
    private const Permission ManagerPermissions = HelpDeskPermissions | Permission.ManageUsers | Permission.ApproveElevation;

    private const Permission AdministratorPermissions =
        ManagerPermissions | Permission.ManagePolicy | Permission.ManageApplications | Permission.ApprovePrivilegedElevation;

    /// <summary>Permissions by role name.</summary>
    public static readonly IReadOnlyDictionary<string, Permission> Permissions = new Dictionary<string, Permission>(StringComparer.OrdinalIgnoreCase)
    {
        [ReadOnly] = ReadOnlyPermissions,
        [HelpDesk] = HelpDeskPermissions,
        [Manager] = ManagerPermissions,
        [Administrator] = AdministratorPermissions,
        [AdministratorWithBilling] = AdministratorPermissions | Permission.ManageOperators | Permission.ManageTenants,
    };
}
