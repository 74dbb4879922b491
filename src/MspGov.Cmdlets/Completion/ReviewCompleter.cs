using System.Collections;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Completion;

/// <summary>Ids of campaigns.</summary>
public sealed class ReviewCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Reviews.List().GroupBy(part => part.Review).Select(parts => (
            parts.Key,
            $"{parts.First().Settings.Name}: {parts.Count()} tenants, {parts.First().Status}, due {parts.Max(part => part.Deadline):yyyy-MM-dd}"));
}
