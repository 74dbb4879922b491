using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.Access.Inventory;
using MspGov.Core.BreakGlass;
using MspGov.Core.Exceptions;
using MspGov.Core.Ledger;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Access;

/// <summary>Lines of the register of privileged identities: what a tenant shows, joined with what the register knows.</summary>
internal sealed class IdentityRegister
{
    private readonly Dictionary<string, IdentityOwnerDocument> _owners;
    private readonly HashSet<string> _breakGlass;
    private readonly AccessExceptionDocument[] _exceptions;
    private readonly DateTimeOffset _at;

    public IdentityRegister(ILedger ledger, string tenantId, DateTimeOffset at)
    {
        _at = at;
        (_owners, _breakGlass, _exceptions) = ledger.Read(register => (
            register.List<IdentityOwnerDocument>(tenantId).ToDictionary(owner => owner.Identity, StringComparer.OrdinalIgnoreCase),
            register.List<BreakGlassAccountDocument>(tenantId).Select(account => account.PrincipalId).ToHashSet(StringComparer.OrdinalIgnoreCase),
            register.List<AccessExceptionDocument>(tenantId).Where(exception => exception.InForceAt(at)).ToArray()));
    }

    /// <summary>Who answers for an identity, or null.</summary>
    public IdentityOwnerDocument? OwnerOf(string principalId) => _owners.GetValueOrDefault(principalId);

    /// <summary>One line for each principal with privileged access.</summary>
    public IEnumerable<PrivilegedIdentity> Lines(TenantDocument tenant, TenantInventory inventory, TenantPaths paths)
    {
        foreach (IGrouping<string, AccessPath> principal in paths.Find(AccessFilter.All).Where(path => path.Privileged).GroupBy(path => path.PrincipalId))
        {
            yield return Line(tenant, inventory, [.. principal], paths.Completeness);
        }
    }

    private PrivilegedIdentity Line(TenantDocument tenant, TenantInventory inventory, AccessPath[] paths, Completeness completeness)
    {
        AccessPath first = paths[0];
        IdentityOwnerDocument? owner = OwnerOf(first.PrincipalId);
        Window[] credentials = [.. CredentialsOf(inventory, first.PrincipalId).Select(credential => credential.Window)];
        return new()
        {
            TenantId = tenant.Id,
            Tenant = tenant.Name,
            PrincipalId = first.PrincipalId,
            PrincipalName = first.PrincipalName,
            PrincipalType = first.PrincipalType,
            Kind = KindOf(first, owner),
            Roles = [.. paths.Select(path => path.Assignment == AssignmentKind.Owner ? $"Owner of {path.ScopeName ?? path.Scope}" : path.Role).Distinct().Order(StringComparer.Ordinal)],
            Paths = paths.Length,
            Standing = paths.Any(path => path.Standing),
            Eligible = paths.Any(path => path.Assignment == AssignmentKind.Eligible),
            Enabled = first.PrincipalEnabled,
            LastSignIn = first.LastSignIn,
            Credentials = credentials.Length,
            CredentialEnd = credentials.Where(window => window.End != 0).Select(window => window.EndTime).Min(),
            Owner = owner?.Owner,
            ReviewDate = owner?.ReviewDate,
            Exceptions = [.. _exceptions.Where(exception => paths.Any(path => exception.Covers(path, _at))).Select(exception => exception.Id)],
            Completeness = completeness,
        };
    }

    private IdentityKind KindOf(AccessPath path, IdentityOwnerDocument? owner) => path.PrincipalType switch
    {
        _ when _breakGlass.Contains(path.PrincipalId) || owner?.Purpose == IdentityPurpose.BreakGlass => IdentityKind.BreakGlass,
        PrincipalType.ForeignGroup or PrincipalType.ForeignUser => IdentityKind.DelegatedAdministrator,
        PrincipalType.ServicePrincipal or PrincipalType.ManagedIdentity => IdentityKind.Application,
        PrincipalType.Group => IdentityKind.Group,
        PrincipalType.Unknown => IdentityKind.Unknown,
        _ when owner?.Purpose is IdentityPurpose.ServiceAccount or IdentityPurpose.Automation => IdentityKind.ServiceAccount,
        _ => IdentityKind.Person,
    };

    /// <summary>Credentials of a service principal and of the registration it stands for.</summary>
    public static IEnumerable<CredentialRow> CredentialsOf(TenantInventory inventory, string principalId)
    {
        if (!inventory.Objects.TryFind(principalId, out int index))
        {
            return [];
        }

        Guid app = inventory.Objects[index].AppId;
        return inventory.Credentials.Where(row =>
            row.Holder == index
            || (app != Guid.Empty && inventory.Objects[row.Holder].Kind == ObjectKind.Application && inventory.Objects[row.Holder].AppId == app));
    }
}
