using System.Collections;
using MspGov.Core.Elevation;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Completion;

/// <summary>Ids of elevation grants that are open, or wait for a review.</summary>
public sealed class GrantCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Elevation.Get(new ElevationGrantQuery()).Where(grant => !grant.State.IsFinal() || (grant.BreakGlass && grant.ReviewedBy is null))
            .Select((ElevationGrant grant) => (grant.GrantId, $"{grant.Tenant}: {grant.Role} for {grant.Principal ?? grant.PrincipalId}, {grant.State}"));
}

/// <summary>Names of built-in directory roles.</summary>
public sealed class DirectoryRoleCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        Core.Access.EntraReference.Roles.Values.OrderBy(role => role.Name, StringComparer.Ordinal)
            .Select(role => (role.Name, role.Privileged ? "privileged" : "not privileged"));
}
