using System.Collections;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Completion;

/// <summary>Ids of operators.</summary>
public sealed class OperatorCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Operators.Get().Select((OperatorInfo known) => (known.Operator, $"{known.DisplayName}: {string.Join(", ", known.Roles)}"));
}

/// <summary>Names of operator roles.</summary>
public sealed class GovernanceRoleCompleter : CompleterBase
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Value, string Tooltip)> Candidates(IGovernanceSession store, IDictionary boundParameters) =>
        store.Operators.GetRoles().Select((OperatorRoleInfo role) => (role.Role, role.Permissions.ToString()));
}
