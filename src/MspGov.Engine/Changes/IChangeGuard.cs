using MspGov.Core.Changes;
using MspGov.Core.Tenants;

namespace MspGov.Engine.Changes;

/// <summary>
/// Asked after the reading before and before the intent: may refuse a change that the tenant would accept (the last emergency account,
/// the last administrator). A guard that cannot check refuses.
/// </summary>
internal interface IChangeGuard
{
    /// <summary>The reason to refuse, in words for the operator; null to let it pass.</summary>
    Task<string?> RefusalAsync(ITenantPort tenant, TenantDocument document, ITenantChange change, CancellationToken cancellationToken);
}
