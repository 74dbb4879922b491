using System.Collections;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Cmdlets.Completion;

/// <summary>Names of registered tenants.</summary>
public sealed class TenantCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Tenants.Get().Select((TenantDocument tenant) => (tenant.Name, $"{tenant.DisplayName ?? tenant.Name} ({tenant.Id}), {tenant.Tier}"));
}
