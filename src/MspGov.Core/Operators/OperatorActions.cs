using MspGov.Core.Policy;

namespace MspGov.Core.Operators;

/// <summary>Actions on operators and their roles; all in log msp.</summary>
public static class OperatorActions
{
    /// <summary>An operator is created; detail <see cref="OperatorDocument"/>.</summary>
    public const string Create = "operator.create";

    /// <summary>Name, person, job roles or accounts change; detail <see cref="OperatorDocument"/> as it is afterwards.</summary>
    public const string Update = "operator.update";

    /// <summary>An operator may do nothing any more; detail <see cref="OperatorNamed"/>.</summary>
    public const string Disable = "operator.disable";

    /// <summary>An operator that was disabled may act again; detail <see cref="OperatorNamed"/>.</summary>
    public const string Enable = "operator.enable";

    /// <summary>A role is granted; detail <see cref="RoleGrantDocument"/>.</summary>
    public const string RoleGrant = "role.grant";

    /// <summary>A role granted before ends now; detail <see cref="RoleGrantNamed"/>.</summary>
    public const string RoleRevoke = "role.revoke";

    /// <summary>A custom role is defined or changed; detail <see cref="CustomRoleDocument"/>.</summary>
    public const string RoleDefine = "role.define";

    /// <summary>A custom role that nobody holds is removed; detail <see cref="CustomRoleNamed"/>.</summary>
    public const string RoleRemove = "role.remove";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Create, Permission.ManageOperators, OperatorRules.Create),
        new(Update, Permission.ManageOperators, OperatorRules.Update),
        new(Disable, Permission.ManageOperators, OperatorRules.Disable),
        new(Enable, Permission.ManageOperators, OperatorRules.Enable),
        new(RoleGrant, Permission.ManageOperators, OperatorRules.GrantRole),
        new(RoleRevoke, Permission.ManageOperators, OperatorRules.RevokeRole),
        new(RoleDefine, Permission.ManageOperators, OperatorRules.DefineRole),
        new(RoleRemove, Permission.ManageOperators, OperatorRules.RemoveRole),
    ];
}

/// <summary>Names an operator.</summary>
/// <param name="Operator">Operator id.</param>
public sealed record OperatorNamed(string Operator);

/// <summary>Names a role grant.</summary>
/// <param name="Grant">Id of the grant.</param>
public sealed record RoleGrantNamed(string Grant);

/// <summary>Names a custom role.</summary>
/// <param name="Role">Name of the role.</param>
public sealed record CustomRoleNamed(string Role);
