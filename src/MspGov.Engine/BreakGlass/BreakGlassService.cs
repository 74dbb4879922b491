using System.Text.Json;
using MspGov.Core.BreakGlass;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Changes;

namespace MspGov.Engine.BreakGlass;

/// <summary>Use cases of emergency accounts.</summary>
internal sealed class BreakGlassService(ILedger ledger, ITenantPorts tenants, TimeProvider time) : IBreakGlassService
{
    /// <inheritdoc/>
    public async Task<BreakGlassAccountDocument> RegisterAsync(string tenantId, string principal, string? custody, string? ticket, string? reason, CancellationToken cancellationToken)
    {
        TenantDocument tenant = Tenant(tenantId);
        (string id, string name) = await ResolveAsync(tenant, principal, cancellationToken);
        var account = new BreakGlassAccountDocument
        {
            Tenant = tenantId,
            PrincipalId = id,
            PrincipalName = name,
            Custody = custody,
            Checks = await BreakGlassChecks.ReadAsync(tenants.Open(tenant), id, cancellationToken),
        };
        Append(tenantId, BreakGlassActions.Register, account, id, name, ticket, reason);
        return Find(tenantId, id);
    }

    /// <inheritdoc/>
    public IReadOnlyList<BreakGlassAccountDocument> Get(IReadOnlyList<string>? tenantIds) => ledger.Read(register => (IReadOnlyList<BreakGlassAccountDocument>)
    [
        .. register.List<BreakGlassAccountDocument>().Where(account => (tenantIds is null || tenantIds.Contains(account.Tenant))
            && GovernancePolicy.DecideRead(register, ledger.Operator, account.Tenant, time.GetUtcNow()).Kind == RulingKind.Permit),
    ]);

    /// <inheritdoc/>
    public async Task<BreakGlassAccountDocument> DrillAsync(string tenantId, string principal, bool signInTested, string? ticket, string? reason, CancellationToken cancellationToken)
    {
        TenantDocument tenant = Tenant(tenantId);
        BreakGlassAccountDocument account = Registered(tenantId, principal);
        IReadOnlyList<BreakGlassCheck> checks = await BreakGlassChecks.ReadAsync(tenants.Open(tenant), account.PrincipalId, cancellationToken);
        Append(tenantId, BreakGlassActions.Drill, new BreakGlassDrillDetail(account.PrincipalId, checks, signInTested), account.PrincipalId, account.PrincipalName, ticket, reason);
        return Find(tenantId, account.PrincipalId);
    }

    /// <inheritdoc/>
    public void Unregister(string tenantId, string principal, string? ticket, string? reason)
    {
        BreakGlassAccountDocument account = Registered(tenantId, principal);
        Append(tenantId, BreakGlassActions.Unregister, new BreakGlassNamed(account.PrincipalId), account.PrincipalId, account.PrincipalName, ticket, reason);
    }

    private async Task<(string Id, string Name)> ResolveAsync(TenantDocument tenant, string principal, CancellationToken cancellationToken) =>
        await tenants.Open(tenant).FindAsync($"/users/{TenantReads.Escape(principal)}?$select=id,userPrincipalName", cancellationToken) is { } user
            ? (user.Text("id")!.ToLowerInvariant(), user.Text("userPrincipalName") ?? principal)
            : throw TenantErrors.ObjectNotFound.With($"Tenant '{tenant.Name}' has no user '{principal}'.").About(principal, tenant.Id);

    private TenantDocument Tenant(string tenantId) =>
        ledger.Read(register => register.Get<TenantDocument>(tenantId))
        ?? throw TenantErrors.NotFound.With($"Tenant {tenantId} is not registered.").About(tenantId);

    private BreakGlassAccountDocument Registered(string tenantId, string principal) =>
        ledger.Read(register => register.List<BreakGlassAccountDocument>(tenantId)).FirstOrDefault(account =>
            string.Equals(account.PrincipalId, principal, StringComparison.OrdinalIgnoreCase)
            || string.Equals(account.PrincipalName, principal, StringComparison.OrdinalIgnoreCase))
        ?? throw ElevationErrors.BreakGlassAccountNotFound.With($"'{principal}' is no registered emergency account of this tenant.").About(principal, tenantId);

    private BreakGlassAccountDocument Find(string tenantId, string id) =>
        ledger.Read(register => register.Get<BreakGlassAccountDocument>(BreakGlassAccountDocument.KeyOf(tenantId, id)))!;

    private void Append<T>(string tenantId, string action, T detail, string id, string name, string? ticket, string? reason) => ledger.Append(
    [
        new EntryDraft
        {
            Log = tenantId,
            Action = action,
            Correlation = Guid.NewGuid(),
            Subject = new EntrySubject("user", id, name),
            Ticket = ticket,
            Reason = reason,
            Detail = CoreJson.ToBytes(detail),
        },
    ]);
}
