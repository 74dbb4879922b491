using System.Globalization;
using MspGov.Core.Access;
using MspGov.Core.JobRoles;

namespace MspGov.Core.Reviews;

/// <summary>Recommends a decision from what is known; never decides.</summary>
public static class ReviewRecommender
{
    /// <summary>Recommends for one path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="scope">How it compares with the expected scope.</param>
    /// <param name="breakGlass">Whether the principal is an emergency account.</param>
    /// <param name="unusedDays">Access unused for so many days is recommended for removal.</param>
    /// <param name="at">Now, UTC.</param>
    public static ReviewRecommendation For(AccessPath path, ScopeVerdict scope, bool breakGlass, int unusedDays, DateTimeOffset at)
    {
        if (breakGlass)
        {
            return new(ReviewDecisionKind.Approve, "Emergency account: check that it is still needed, tested and watched; removing its access needs another emergency account.");
        }

        if (path.PrincipalEnabled == false)
        {
            return new(ReviewDecisionKind.Revoke, "The account is disabled.");
        }

        if (scope.Kind == ScopeVerdictKind.Expected)
        {
            return Unused(path, unusedDays, at) is { } words ? new(ReviewDecisionKind.Revoke, words + " Its job role would give it again.") : new(ReviewDecisionKind.Approve, scope.Words);
        }

        if (scope.Kind == ScopeVerdictKind.Excepted)
        {
            return new(ReviewDecisionKind.Approve, scope.Words);
        }

        if (Unused(path, unusedDays, at) is { } unused)
        {
            return new(ReviewDecisionKind.Revoke, unused);
        }

        if (scope.Kind == ScopeVerdictKind.Unexpected)
        {
            return new(ReviewDecisionKind.Revoke, scope.Words);
        }

        bool activates = path.PrincipalType is PrincipalType.User or PrincipalType.Guest;
        if (path.Assignment == AssignmentKind.Active && path.Standing && path.Privileged && activates && path.Via.Count <= 1)
        {
            return new(ReviewDecisionKind.ReduceToEligible, scope.Kind == ScopeVerdictKind.Excess ? scope.Words : "A privileged role that stands at all times; eligible would do.");
        }

        return path.PrincipalType == PrincipalType.Guest && path.Privileged
            ? new(ReviewDecisionKind.Revoke, "A guest with a privileged role and no job role here.")
            : new(ReviewDecisionKind.Approve, path.LastSignIn is null ? "Nothing speaks against it; its use is not known." : "In use, and nothing speaks against it.");
    }

    // Only what is known counts: a sign-in that was never read is not a sign-in that never was.
    private static string? Unused(AccessPath path, int unusedDays, DateTimeOffset at) =>
        path.LastSignIn is { } last && at - last > TimeSpan.FromDays(unusedDays)
            ? string.Create(CultureInfo.InvariantCulture, $"Last sign-in {last:yyyy-MM-dd}, {(at - last).TotalDays:0} days ago.")
            : null;
}
