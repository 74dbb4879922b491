using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Operators;

/// <summary>What one operator may do, and where, at one moment.</summary>
public sealed class OperatorRights
{
    private readonly string _operator;
    private readonly string? _refusal;
    private readonly IReadOnlyList<(Permission Permissions, RoleScope Scope)> _held;

    private OperatorRights(string @operator, string? refusal, IReadOnlyList<(Permission, RoleScope)> held)
    {
        _operator = @operator;
        _refusal = refusal;
        _held = held;
    }

    /// <summary>True while the ledger is being founded: nobody holds a role yet, and whoever acts is the only operator or the first.</summary>
    public static bool IsFounding(IRegister register, string @operator) =>
        register.List<RoleGrantDocument>().Count == 0
        && register.List<OperatorDocument>() is var known
        && (known.Count == 0 || (known.Count == 1 && known[0].Id == @operator));

    /// <summary>Computes the rights of an operator.</summary>
    public static OperatorRights Of(IRegister register, string @operator, DateTimeOffset at)
    {
        OperatorDocument? known = register.Get<OperatorDocument>(@operator);
        string? refusal = known is null ? $"'{@operator}' is not an operator of this store."
            : known.Enabled ? null : $"Operator '{@operator}' is disabled.";
        var held = new List<(Permission, RoleScope)>();
        foreach (RoleGrantDocument grant in register.List<RoleGrantDocument>(state: @operator))
        {
            if (grant.Start <= at && (grant.End is null || at < grant.End))
            {
                held.Add((PermissionsOf(register, grant.Role), grant.Scope));
            }
        }

        return new OperatorRights(@operator, refusal, held);
    }

    /// <summary>All permissions that the operator has in a log.</summary>
    public Permission In(string log, IRegister register)
    {
        if (_refusal is not null)
        {
            return Permission.None;
        }

        TenantDocument? tenant = LogIds.IsTenant(log) ? register.Get<TenantDocument>(log) : null;
        Permission permissions = Permission.None;
        foreach ((Permission held, RoleScope scope) in _held)
        {
            if (scope.AllTenants || (tenant is not null && Covers(scope, tenant)))
            {
                permissions |= held;
            }
        }

        return permissions;
    }

    /// <summary>Rules on a permission in a log.</summary>
    public Ruling Demand(Permission permission, string log, IRegister register)
    {
        if (_refusal is not null)
        {
            return Ruling.Deny(_refusal);
        }

        return (In(log, register) & permission) == permission
            ? Ruling.Permit
            : Ruling.Deny($"Operator '{_operator}' lacks the permission {permission} {Where(log)}.");
    }

    private static string Where(string log) => LogIds.IsTenant(log) ? $"in tenant {log}" : "for the MSP as a whole";

    private static Permission PermissionsOf(IRegister register, string role) =>
        BuiltInRoles.Permissions.TryGetValue(role, out Permission permissions)
            ? permissions
            : register.Get<CustomRoleDocument>(role)?.Permissions ?? Permission.None;

    private static bool Covers(RoleScope scope, TenantDocument tenant) =>
        scope.Tenants.Contains(tenant.Id)
        || scope.TenantGroups.Any(group => tenant.Groups.Contains(group, StringComparer.OrdinalIgnoreCase))
        || (tenant.Jurisdiction is { } jurisdiction && scope.Jurisdictions.Contains(jurisdiction, StringComparer.OrdinalIgnoreCase));
}
