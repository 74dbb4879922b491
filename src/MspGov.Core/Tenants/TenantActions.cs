using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;

namespace MspGov.Core.Tenants;

/// <summary>Actions on the register of tenants; each in the tenant's own log.</summary>
public static class TenantActions
{
    /// <summary>Registration; detail <see cref="TenantDocument"/>.</summary>
    public const string Register = "tenant.register";

    /// <summary>Change of attributes or connection; detail <see cref="TenantDocument"/> as it is afterwards.</summary>
    public const string Update = "tenant.update";

    /// <summary>Off-boarding.</summary>
    public const string Unregister = "tenant.unregister";

    /// <summary>Connection and permissions were tested; detail: what was found.</summary>
    public const string Test = "tenant.test";

    /// <summary>Effective access was read; detail: completeness, counts and digest.</summary>
    public const string AccessRead = "access.read";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All =
    [
        new(Register, Permission.ManageTenants, NewTenant),
        new(Update, Permission.ManageTenants, ActiveTenant),
        new(Unregister, Permission.ManageTenants, ActiveTenant),
        new(Test, Permission.Read, ActiveTenant),
        new(AccessRead, Permission.Read, ActiveTenant),
    ];

    /// <summary>Rule: the entry's log is a registered tenant that was not off-boarded.</summary>
    public static Ruling ActiveTenant(RuleContext context) =>
        context.Register.Get<TenantDocument>(context.Entry.Log) switch
        {
            null => Ruling.Conflict($"Tenant {context.Entry.Log} is not registered."),
            { OffBoardedAt: not null } gone => Ruling.Conflict($"Tenant '{gone.Name}' was off-boarded on {gone.OffBoardedAt:yyyy-MM-dd}."),
            _ => Ruling.Permit,
        };

    private static Ruling NewTenant(RuleContext context)
    {
        TenantDocument tenant = CoreJson.FromBytes<TenantDocument>(context.Entry.Detail.Span);
        if (tenant.Id != context.Entry.Log)
        {
            return Ruling.Deny("A tenant is registered in its own log.");
        }

        foreach (TenantDocument other in context.Register.List<TenantDocument>(state: "active"))
        {
            if (other.Id == tenant.Id || string.Equals(other.Name, tenant.Name, StringComparison.OrdinalIgnoreCase))
            {
                return Ruling.Conflict($"Tenant '{other.Name}' ({other.Id}) is registered already.");
            }
        }

        return Ruling.Permit;
    }
}

/// <summary>Detail of <see cref="TenantActions.Test"/>.</summary>
/// <param name="Ready">Whether every check passed.</param>
/// <param name="Failed">Names of the checks that did not.</param>
public sealed record TenantTestDetail(bool Ready, IReadOnlyList<string> Failed);
