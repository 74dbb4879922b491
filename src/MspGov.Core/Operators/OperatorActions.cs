using MspGov.Core.Policy;

namespace MspGov.Core.Operators;

/// <summary>Actions on operators and their roles; all in log msp.</summary>
public static class OperatorActions
{
    /// <summary>An operator is created; detail <see cref="OperatorDocument"/>.</summary>
    public const string Create = "operator.create";

    /// <summary>A role is granted; detail <see cref="RoleGrantDocument"/>.</summary>
    public const string RoleGrant = "role.grant";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Create, Permission.ManageOperators),
        new(RoleGrant, Permission.ManageOperators),
    ];
}
