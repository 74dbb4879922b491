using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Operators;

/// <summary>What one operator may do, and where, at one moment.</summary>
public sealed class OperatorRights
{
    private readonly string _operator;
    private readonly CompiledRights? _rights;
    private readonly DateTimeOffset _at;

    private OperatorRights(string @operator, CompiledRights? rights, DateTimeOffset at)
    {
        _operator = @operator;
        _rights = rights;
        _at = at;
    }

    /// <summary>Why the operator may do nothing at all, in words; null when enabled.</summary>
    public string? Refusal =>
        _rights is null ? $"'{_operator}' is not an operator of this store."
        : _rights.Operator.Enabled ? null
        : $"Operator '{_operator}' is disabled.";

    /// <summary>The roles that hold now.</summary>
    public IEnumerable<HeldRole> Roles => _rights?.Held.Where(role => role.HoldsAt(_at)) ?? [];

    /// <summary>True while the ledger is being founded: nobody holds a role yet, and whoever acts is the only operator or the first.</summary>
    public static bool IsFounding(IRegister register, string @operator)
    {
        RightsTable table = RightsTable.Of(register);
        return !table.AnyGrant && (table.Operators == 0 || (table.Operators == 1 && table.Find(@operator) is not null));
    }

    /// <summary>The rights of an operator at a time.</summary>
    public static OperatorRights Of(IRegister register, string @operator, DateTimeOffset at) =>
        new(@operator, RightsTable.Of(register).Find(@operator), at);

    /// <summary>All permissions that the operator has in a log.</summary>
    public Permission In(string log, IRegister register) =>
        _rights is null || !_rights.Operator.Enabled ? Permission.None : _rights.In(log, _at, register);

    /// <summary>Rules on a permission in a log.</summary>
    public Ruling Demand(Permission permission, string log, IRegister register)
    {
        if (Refusal is { } refusal)
        {
            return Ruling.Deny(refusal);
        }

        Permission held = In(log, register);
        return (held & permission) == permission
            ? Ruling.Permit
            : Ruling.Deny(Explain(permission & ~held, log, register));
    }

    private string Explain(Permission lacking, string log, IRegister register)
    {
        string where = !LogIds.IsTenant(log) ? "for the MSP as a whole" : register.Get<TenantDocument>(log) is { } tenant ? $"in tenant '{tenant.Name}'" : $"in tenant {log}";
        string[] roles = [.. Roles.Select(role => role.Role).Distinct(StringComparer.OrdinalIgnoreCase)];
        string held = roles.Length == 0 ? "holds no role" : $"holds {string.Join(", ", roles)}";
        return $"Operator '{_operator}' lacks the permission {lacking} {where} ({held}).";
    }
}
