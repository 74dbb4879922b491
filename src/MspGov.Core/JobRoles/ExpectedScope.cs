using MspGov.Core.Access;
using MspGov.Core.Exceptions;
using MspGov.Core.Tenants;

namespace MspGov.Core.JobRoles;

/// <summary>How a path compares with what is expected.</summary>
public enum ScopeVerdictKind
{
    /// <summary>A job role of the person gives it, and it is held as designed.</summary>
    Expected,

    /// <summary>A job role gives it just in time, but it is standing.</summary>
    Excess,

    /// <summary>Not expected, but an exception in force covers it.</summary>
    Excepted,

    /// <summary>The person has a job role here, and it does not give this.</summary>
    Unexpected,

    /// <summary>Nobody assigned a job role here to this principal: there is no expectation to compare with.</summary>
    NoJobRole,
}

/// <summary>How a path compares with what is expected, and why.</summary>
/// <param name="Kind">Verdict.</param>
/// <param name="Words">Why, in words.</param>
/// <param name="JobRole">The job role it was compared with, where there is one.</param>
/// <param name="ExceptionId">The exception that covers it, where there is one.</param>
public sealed record ScopeVerdict(ScopeVerdictKind Kind, string Words, string? JobRole = null, string? ExceptionId = null);

/// <summary>Compares effective access with the scope that job roles give. Pure: what it knows is handed in.</summary>
public static class ExpectedScope
{
    /// <summary>Compares one path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="tier">Tier of its tenant.</param>
    /// <param name="catalogue">Job roles in force.</param>
    /// <param name="assignments">Who holds which job role in that tenant.</param>
    /// <param name="exceptions">Exceptions of that tenant; those not in force count for nothing.</param>
    /// <param name="at">The moment to judge at, UTC.</param>
    public static ScopeVerdict Classify(
        AccessPath path,
        TenantTier tier,
        IReadOnlyList<JobRoleDocument> catalogue,
        IReadOnlyList<JobRoleAssignmentDocument> assignments,
        IReadOnlyList<AccessExceptionDocument> exceptions,
        DateTimeOffset at)
    {
        ScopeVerdict verdict = ByJobRole(path, tier, catalogue, assignments, at);
        if (verdict.Kind == ScopeVerdictKind.Expected)
        {
            return verdict;
        }

        AccessExceptionDocument? exception = exceptions.FirstOrDefault(candidate => candidate.Covers(path, at));
        return exception is null ? verdict : new ScopeVerdict(
            ScopeVerdictKind.Excepted,
            $"Exception {exception.Id} of {exception.Owner} until {exception.Expires:yyyy-MM-dd}: {exception.Reason}",
            verdict.JobRole,
            exception.Id);
    }

    private static ScopeVerdict ByJobRole(
        AccessPath path, TenantTier tier, IReadOnlyList<JobRoleDocument> catalogue, IReadOnlyList<JobRoleAssignmentDocument> assignments, DateTimeOffset at)
    {
        string[] held = [.. assignments
            .Where(assignment => assignment.Tenant == path.TenantId && assignment.HoldsAt(at) && assignment.IsPrincipal(path.PrincipalId, path.PrincipalName))
            .Select(assignment => assignment.JobRole)
            .Distinct(StringComparer.OrdinalIgnoreCase)];
        if (held.Length == 0)
        {
            return new ScopeVerdict(ScopeVerdictKind.NoJobRole, "No job role is assigned to this principal in this tenant.");
        }

        ScopeVerdict? excess = null;
        foreach (string name in held)
        {
            JobRoleDocument? role = catalogue.FirstOrDefault(candidate => string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase));
            foreach (JobRoleEntitlement entitlement in role?.Entitlements ?? [])
            {
                if (!Gives(entitlement, path, tier))
                {
                    continue;
                }

                if (entitlement.Holding == EntitlementHolding.Standing || !path.Standing)
                {
                    return new ScopeVerdict(ScopeVerdictKind.Expected, $"{name} gives {entitlement.Name}.", name);
                }

                excess = new ScopeVerdict(ScopeVerdictKind.Excess, $"{name} gives {entitlement.Name} just in time; this is standing.", name);
            }
        }

        return excess ?? new ScopeVerdict(ScopeVerdictKind.Unexpected, $"{string.Join(", ", held)} does not give {path.Role}.", held[0]);
    }

    private static bool Gives(JobRoleEntitlement entitlement, AccessPath path, TenantTier tier)
    {
        if (entitlement.Tier is { } only && only != tier)
        {
            return false;
        }

        // A technician who is eligible for a partner's group comes by GDAP like one who is in it.
        bool partner = path.Assignment is AssignmentKind.Gdap || (path.Edges.Count > 0 && path.Edges[^1] == AccessEdges.Gdap);
        return entitlement.Kind switch
        {
            EntitlementKind.EntraRole => !partner && (path.Assignment is AssignmentKind.Active or AssignmentKind.Eligible) && Same(entitlement.Id, path.RoleId),
            EntitlementKind.GdapRole => partner && Same(entitlement.Id, path.RoleId),
            EntitlementKind.Group => path.Via.Skip(1).Any(hop => Same(entitlement.Id, hop)),
            EntitlementKind.Permission => path.Assignment is AssignmentKind.Application or AssignmentKind.Delegated && (Same(entitlement.Id, path.RoleId) || Same(entitlement.Id, path.Role)),
            _ => false,
        };
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
