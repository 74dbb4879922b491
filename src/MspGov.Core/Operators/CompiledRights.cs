using System.Collections.Concurrent;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Tenants;

namespace MspGov.Core.Operators;

/// <summary>A role that an operator holds, with its permissions resolved.</summary>
/// <param name="Role">Role name.</param>
/// <param name="Permissions">What the role allows.</param>
/// <param name="Scope">Where.</param>
/// <param name="Start">From when, UTC.</param>
/// <param name="End">Until when, UTC; null for no end.</param>
public sealed record HeldRole(string Role, Permission Permissions, RoleScope Scope, DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>Whether it holds at a time.</summary>
    public bool HoldsAt(DateTimeOffset at) => Start <= at && (End is null || at < End);
}

/// <summary>One operator's rights, valid as long as the documents they were compiled from; safe for concurrent readers.</summary>
internal sealed class CompiledRights(OperatorDocument @operator, HeldRole[] held)
{
    private readonly ConcurrentDictionary<string, HeldRole[]> _byLog = [];

    public OperatorDocument Operator { get; } = @operator;

    public IReadOnlyList<HeldRole> Held => held;

    public Permission In(string log, DateTimeOffset at, IRegister register)
    {
        Permission permissions = Permission.None;
        foreach (HeldRole role in _byLog.TryGetValue(log, out HeldRole[]? known) ? known : Covering(log, register))
        {
            if (role.HoldsAt(at))
            {
                permissions |= role.Permissions;
            }
        }

        return permissions;
    }

    private HeldRole[] Covering(string log, IRegister register)
    {
        TenantDocument? tenant = LogIds.IsTenant(log) ? register.Get<TenantDocument>(log) : null;
        HeldRole[] covering = [.. held.Where(role => role.Scope.AllTenants || (tenant is not null && role.Scope.Covers(tenant)))];
        _byLog[log] = covering;
        return covering;
    }
}
