using System.Collections;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Completion;

/// <summary>Ids of exceptions.</summary>
public sealed class ExceptionCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Exceptions.Get([]).Select(exception => (exception.ExceptionId, $"{exception.Tenant}: {exception.Covers} ({exception.Status} until {exception.Expires:yyyy-MM-dd})"));
}
