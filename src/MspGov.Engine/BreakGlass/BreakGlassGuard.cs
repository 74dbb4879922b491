using MspGov.Core.Access;
using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.BreakGlass;

/// <summary>
/// Refuses a change that would take a registered emergency account out of service unless another one is read, now, to work. A tenant
/// without registered accounts is not guarded: posture says so.
/// </summary>
internal sealed class BreakGlassGuard(ILedger ledger) : IChangeGuard
{
    /// <inheritdoc/>
    public async Task<string?> RefusalAsync(ITenantPort tenant, TenantDocument document, ITenantChange change, CancellationToken cancellationToken)
    {
        IReadOnlyList<BreakGlassAccountDocument> accounts = ledger.Read(register => register.List<BreakGlassAccountDocument>(document.Id));
        BreakGlassAccountDocument? hit = accounts.FirstOrDefault(account => Disables(change, account.PrincipalId));
        if (hit is null)
        {
            return null;
        }

        foreach (BreakGlassAccountDocument other in accounts.Where(account => account.PrincipalId != hit.PrincipalId))
        {
            if (await WorksAsync(tenant, other.PrincipalId, cancellationToken))
            {
                return null;
            }
        }

        return $"'{hit.PrincipalName}' is an emergency account of tenant '{document.Name}', and no other registered one works: the tenant could be locked for good.";
    }

    private static async Task<bool> WorksAsync(ITenantPort tenant, string principal, CancellationToken cancellationToken)
    {
        try
        {
            return (await BreakGlassChecks.ReadAsync(tenant, principal, cancellationToken)).All(check => check.Passed == true);
        }
        catch (GovException)
        {
            // A guard that cannot check refuses.
            return false;
        }
    }

    private static bool Disables(ITenantChange change, string account) => change switch
    {
        UserEnabledChange { Enabled: false } blocked => Is(blocked.User, account),
        UserDeletion deletion => Is(deletion.User, account),
        RoleAssignmentChange { Present: false } role => Is(role.Principal, account) && Is(role.Role, EntraReference.GlobalAdministrator),
        RoleScheduleChange { Present: false, Schedule: ScheduleKind.Assignment } role => Is(role.Principal, account) && Is(role.Role, EntraReference.GlobalAdministrator),
        ReferenceChange { Relation: Relation.GroupMember, Present: false } member => Is(member.Target, account),
        _ => false,
    };

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
