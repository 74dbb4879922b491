using System.Collections;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Completion;

/// <summary>Names of lab tenants.</summary>
public sealed class LabCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Labs.Get().Select((LabTenant lab) => (lab.Name, $"{lab.Size}, seed {lab.Seed} ({lab.TenantId})"));
}
