using System.Collections;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Completion;

/// <summary>Ids of campaigns.</summary>
public sealed class ReviewCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Reviews.Get([]).GroupBy(progress => progress.ReviewId).Select(parts => (parts.Key, $"{parts.First().Name}: {parts.Count()} tenants, {parts.First().Status}, due {parts.Max(part => part.Due):yyyy-MM-dd}"));
}
