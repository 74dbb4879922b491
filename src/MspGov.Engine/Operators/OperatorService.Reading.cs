using MspGov.Core.Access;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Operators;
using MspGov.Core.Policy;
using MspGov.Core.Register;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Operators;

/// <summary>Reading operators, roles and what they come to.</summary>
internal sealed partial class OperatorService
{
    /// <inheritdoc/>
    public IReadOnlyList<OperatorInfo> Get(string? pattern = null, bool includeDisabled = true, DateTimeOffset? asOf = null) => ledger.Read(register => (IReadOnlyList<OperatorInfo>)
    [
        .. Matching(register, pattern).Where(known => includeDisabled || known.Enabled).Select(known => Info(register, known, asOf ?? time.GetUtcNow())),
    ], asOf);

    /// <inheritdoc/>
    public IReadOnlyList<EffectiveRight> GetEffective(string? pattern = null, IReadOnlyList<string>? tenantIds = null) => ledger.Read(register =>
    {
        var rights = new List<EffectiveRight>();
        IReadOnlyList<TenantDocument> tenantDocuments = register.List<TenantDocument>(state: "active");
        foreach (OperatorDocument known in Matching(register, pattern))
        {
            var held = OperatorRights.Of(register, known.Id, time.GetUtcNow());
            if (tenantIds is null)
            {
                rights.Add(Right(held, known.Id, LogIds.Msp, null, "(msp)", register));
            }

            rights.AddRange(tenantDocuments.Where(tenant => tenantIds is null || tenantIds.Contains(tenant.Id))
                .Select(tenant => Right(held, known.Id, tenant.Id, tenant, tenant.Name, register)));
        }

        return (IReadOnlyList<EffectiveRight>)rights;
    });

    /// <inheritdoc/>
    public IReadOnlyList<OperatorRoleInfo> GetRoles(string? pattern = null) => ledger.Read(register =>
    {
        DateTimeOffset now = time.GetUtcNow();
        ILookup<string, string> holders = register.List<RoleGrantDocument>()
            .Where(grant => grant.Start <= now && (grant.End is null || now < grant.End))
            .ToLookup(grant => grant.Role, grant => grant.Operator, StringComparer.OrdinalIgnoreCase);
        IEnumerable<OperatorRoleInfo> builtIn = BuiltInRoles.Permissions.Select(role => new OperatorRoleInfo(role.Key, true, role.Value, null, [.. holders[role.Key].Distinct()]));
        IEnumerable<OperatorRoleInfo> custom = register.List<CustomRoleDocument>()
            .Select(role => new OperatorRoleInfo(role.Name, false, role.Permissions, role.Description, [.. holders[role.Name].Distinct()]));
        return (IReadOnlyList<OperatorRoleInfo>)[.. builtIn.Concat(custom).Where(role => pattern is null || Fits(pattern, role.Role))];
    });

    private static EffectiveRight Right(OperatorRights held, string @operator, string log, TenantDocument? tenant, string name, IRegister register) => new()
    {
        Operator = @operator,
        TenantId = tenant?.Id,
        Tenant = name,
        Permissions = held.In(log, register),
        Roles = held.Refusal is not null ? [] : [.. held.Roles.Where(role => role.Scope.AllTenants || (tenant is not null && role.Scope.Covers(tenant))).Select(role => role.Role).Distinct()],
    };

    private static OperatorDocument[] Matching(IRegister register, string? pattern)
    {
        OperatorDocument[] found = [.. register.List<OperatorDocument>().Where(known => pattern is null || Fits(pattern, known.Id))];
        return found.Length == 0 && pattern is not null && !pattern.AsSpan().ContainsAny('*', '?')
            ? throw OperatorErrors.NotFound.With($"There is no operator '{pattern}'.").About(pattern)
            : found;
    }

    private static bool Fits(string pattern, string text) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, text);

    private static OperatorInfo Info(IRegister register, OperatorDocument known, DateTimeOffset at)
    {
        IReadOnlyList<RoleGrantDocument> grants = register.List<RoleGrantDocument>(state: known.Id);
        return new OperatorInfo
        {
            Operator = known.Id,
            DisplayName = known.DisplayName,
            OperatorKind = known.OperatorKind,
            Person = known.Person,
            Enabled = known.Enabled,
            JobRoles = known.JobRoles,
            Accounts = known.Accounts,
            Roles = [.. grants.Where(grant => grant.Start <= at && (grant.End is null || at < grant.End)).Select(grant => $"{grant.Role} ({Words(register, grant)})")],
            Grants = grants,
            CreatedAt = known.CreatedAt,
        };
    }

    private static string Words(IRegister register, RoleGrantDocument grant)
    {
        RoleScope scope = grant.Scope;
        IEnumerable<string> parts = scope.AllTenants ? ["all tenants"]
            : scope.Tenants.Select(id => register.Get<TenantDocument>(id)?.Name ?? id)
                .Concat(scope.TenantGroups.Select(group => $"group {group}"))
                .Concat(scope.Jurisdictions.Select(jurisdiction => $"jurisdiction {jurisdiction}"));
        return string.Join(", ", parts) + (grant.End is { } end ? $", until {end:u}" : string.Empty);
    }

    private OperatorInfo Find(string id) => Get(id).Single();
}
