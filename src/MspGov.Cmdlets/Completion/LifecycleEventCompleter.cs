using System.Collections;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Completion;

/// <summary>Ids of recorded lifecycle events.</summary>
public sealed class LifecycleEventCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Lifecycle.Get(new LifecycleRunQuery()).GroupBy(run => run.EventId)
            .Select(runs => (runs.Key, $"{runs.First().Type} of {runs.First().Person}: {runs.Count()} tenant(s), {runs.Count(run => run.Complete)} complete"));
}
