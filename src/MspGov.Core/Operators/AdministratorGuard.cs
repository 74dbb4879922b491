using MspGov.Core.Errors;
using MspGov.Core.Policy;
using MspGov.Core.Register;

namespace MspGov.Core.Operators;

/// <summary>What an action would take away.</summary>
/// <param name="Operator">This operator is disabled, or loses its last key.</param>
/// <param name="Grant">This role grant ends.</param>
/// <param name="Redefined">This custom role becomes what is given.</param>
internal sealed record AdministratorLoss(string? Operator = null, string? Grant = null, CustomRoleDocument? Redefined = null);

/// <summary>
/// The store always keeps somebody who can manage operators everywhere without an end: otherwise nobody could ever let anyone in again.
/// </summary>
internal static class AdministratorGuard
{
    public static Ruling Rule(IRegister register, AdministratorLoss without)
    {
        // Without an administrator beforehand (a ledger being founded) nothing can be lost.
        bool remains = Administrators(register, without).Any();
        return remains || !Administrators(register, new AdministratorLoss()).Any()
            ? Ruling.Permit
            : Ruling.Deny("This would leave the store without an administrator of operators (AdministratorWithBilling for all tenants, without an end).", OperatorErrors.LastAdministrator);
    }

    private static IEnumerable<string> Administrators(IRegister register, AdministratorLoss without) =>
        register.List<RoleGrantDocument>()
            .Where(grant => grant.Id != without.Grant
                && grant.End is null
                && grant.Scope.AllTenants
                && grant.Operator != without.Operator
                && (PermissionsOf(register, grant.Role, without.Redefined) & Permission.ManageOperators) != 0
                && register.Get<OperatorDocument>(grant.Operator) is { Enabled: true, OperatorKind: OperatorKind.Person })
            .Select(grant => grant.Operator);

    private static Permission PermissionsOf(IRegister register, string role, CustomRoleDocument? redefined) =>
        redefined is not null && string.Equals(redefined.Name, role, StringComparison.OrdinalIgnoreCase)
            ? redefined.Permissions
            : OperatorRoles.PermissionsOf(register, role);
}
