using System.Collections;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Completion;

/// <summary>Names of job roles.</summary>
public sealed class JobRoleCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.JobRoles.Get().DistinctBy(role => role.Name).Select(role => (role.Name, role.Description ?? role.Name));
}
