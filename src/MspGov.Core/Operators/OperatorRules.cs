using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Tenants;

namespace MspGov.Core.Operators;

/// <summary>What must hold before operators and their roles change, beyond the permission.</summary>
internal static class OperatorRules
{
    public static Ruling Create(RuleContext context)
    {
        var drafted = Detail<OperatorDocument>(context);
        return !OperatorId.IsWellFormed(drafted.Id) ? Malformed(OperatorId.Explanation(drafted.Id))
            : !drafted.Enabled ? Malformed("An operator is created enabled.")
            : context.Register.Get<OperatorDocument>(drafted.Id) is not null
                ? Ruling.Conflict($"Operator '{drafted.Id}' exists already.", OperatorErrors.AlreadyExists)
            : Common(context, drafted);
    }

    public static Ruling Update(RuleContext context)
    {
        var drafted = Detail<OperatorDocument>(context);
        return context.Register.Get<OperatorDocument>(drafted.Id) is not { } known ? Missing(drafted.Id)
            : known.Enabled != drafted.Enabled ? Malformed("Operators are disabled and enabled by their own actions.")
            : Common(context, drafted);
    }

    public static Ruling Disable(RuleContext context)
    {
        string id = Detail<OperatorNamed>(context).Operator;
        return context.Register.Get<OperatorDocument>(id) switch
        {
            null => Missing(id),
            { Enabled: false } => Ruling.Conflict($"Operator '{id}' is disabled already.", OperatorErrors.Disabled),
            _ => AdministratorGuard.Rule(context.Register, without: new AdministratorLoss(Operator: id)),
        };
    }

    public static Ruling Enable(RuleContext context)
    {
        string id = Detail<OperatorNamed>(context).Operator;
        return context.Register.Get<OperatorDocument>(id) switch
        {
            null => Missing(id),
            { Enabled: true } => Ruling.Conflict($"Operator '{id}' is enabled."),
            _ => Ruling.Permit,
        };
    }

    public static Ruling GrantRole(RuleContext context)
    {
        var drafted = Detail<RoleGrantDocument>(context);
        return context.Register.Get<OperatorDocument>(drafted.Operator) is null ? Missing(drafted.Operator)
            : !OperatorRoles.Exists(context.Register, drafted.Role) ? NoRole(drafted.Role)
            : context.Register.Get<RoleGrantDocument>(drafted.Id) is not null ? Ruling.Conflict($"Role grant {drafted.Id} exists already.")
            : drafted.End <= context.At ? Malformed($"The end {drafted.End:u} is not in the future.")
            : Scope(context, drafted.Scope);
    }

    public static Ruling RevokeRole(RuleContext context)
    {
        string id = Detail<RoleGrantNamed>(context).Grant;
        return context.Register.Get<RoleGrantDocument>(id) switch
        {
            null => Ruling.Conflict($"There is no role grant {id}.", OperatorErrors.RoleNotFound),
            { End: { } end } when end <= context.At => Ruling.Conflict($"Role grant {id} ended on {end:u}."),
            _ => AdministratorGuard.Rule(context.Register, without: new AdministratorLoss(Grant: id)),
        };
    }

    public static Ruling DefineRole(RuleContext context)
    {
        var drafted = Detail<CustomRoleDocument>(context);
        return BuiltInRoles.Permissions.ContainsKey(drafted.Name) ? Malformed($"'{drafted.Name}' is a built-in role; it cannot be changed.")
            : string.IsNullOrWhiteSpace(drafted.Name) || drafted.Name.Length > 64 ? Malformed("A role name has 1 to 64 characters.")
            : drafted.Permissions == Permission.None ? Malformed("A role allows at least one permission.")
            : (drafted.Permissions & ~Permissions.All) != 0 ? Malformed($"Permissions {drafted.Permissions} are not known to this version.")
            : AdministratorGuard.Rule(context.Register, without: new AdministratorLoss(Redefined: drafted));
    }

    public static Ruling RemoveRole(RuleContext context)
    {
        string name = Detail<CustomRoleNamed>(context).Role;
        if (OperatorRoles.FindCustom(context.Register, name) is null)
        {
            return BuiltInRoles.Permissions.ContainsKey(name) ? Malformed($"'{name}' is a built-in role; it cannot be removed.") : NoRole(name);
        }

        string[] holders = [.. context.Register.List<RoleGrantDocument>()
            .Where(grant => string.Equals(grant.Role, name, StringComparison.OrdinalIgnoreCase) && (grant.End is null || context.At < grant.End))
            .Select(grant => grant.Operator).Distinct()];
        return holders.Length == 0
            ? Ruling.Permit
            : Ruling.Conflict($"Role '{name}' is held by {string.Join(", ", holders)}; revoke it first.");
    }

    private static Ruling Common(RuleContext context, OperatorDocument drafted)
    {
        if (string.IsNullOrWhiteSpace(drafted.DisplayName))
        {
            return Malformed("An operator has a display name.");
        }

        foreach ((string tenant, string account) in drafted.Accounts)
        {
            OperatorDocument? other = context.Register.List<OperatorDocument>().FirstOrDefault(
                known => known.Id != drafted.Id && known.Actor != drafted.Actor
                    && known.Accounts.TryGetValue(tenant, out string? held) && held == account);
            if (other is not null)
            {
                return Ruling.Conflict($"Account {account} in tenant {tenant} is operator '{other.Id}''s.");
            }
        }

        return Ruling.Permit;
    }

    private static Ruling Scope(RuleContext context, RoleScope scope)
    {
        if (scope.AllTenants && (scope.Tenants.Count + scope.TenantGroups.Count + scope.Jurisdictions.Count) > 0)
        {
            return Malformed("A role holds in all tenants or in named ones, not both.");
        }

        if (!scope.AllTenants && scope.Tenants.Count + scope.TenantGroups.Count + scope.Jurisdictions.Count == 0)
        {
            return Malformed("Say where the role holds: all tenants, tenants, tenant groups or jurisdictions.");
        }

        string? unknown = scope.Tenants.FirstOrDefault(tenant => context.Register.Get<TenantDocument>(tenant) is null);
        return unknown is null ? Ruling.Permit : Ruling.Conflict($"Tenant {unknown} is not registered.", TenantErrors.NotFound);
    }

    private static T Detail<T>(RuleContext context)
    {
        if (context.Entry.Log != LogIds.Msp)
        {
            throw new FormatException("operators and their roles are recorded in log msp.");
        }

        return CoreJson.FromBytes<T>(context.Entry.Detail.Span);
    }

    private static Ruling Missing(string id) => Ruling.Conflict($"There is no operator '{id}'.", OperatorErrors.NotFound);

    private static Ruling NoRole(string role) => Ruling.Conflict($"There is no operator role '{role}'.", OperatorErrors.RoleNotFound);

    private static Ruling Malformed(string reason) => Ruling.Conflict(reason, PolicyErrors.InvalidArgument);
}
