using MspGov.Core.Access;
using MspGov.Core.Reviews;

namespace MspGov.Engine.Reviews;

/// <summary>What a reading after the changes says about one item.</summary>
internal static class ReadBack
{
    /// <summary>Judges one path by the reading after.</summary>
    public static (ReviewResultKind Kind, string Words, string[] Left) Of(AccessPath path, ReviewDecisionKind decision, AccessReading after)
    {
        if (after.ById.Contains(path.PathId))
        {
            return (ReviewResultKind.Failed, "The changes were proven one by one, and yet the tenant still shows the path. Run it again; if it stays, look who puts it back.", [path.PathId]);
        }

        if (after.Completeness != Completeness.Complete)
        {
            return (ReviewResultKind.Unverified, "The edge is cut, but the tenant could not be read whole afterwards: other paths may be left. Run it again.", []);
        }

        AccessPath[] others = [.. after.Paths.Where(other =>
            other.PrincipalId == path.PrincipalId && other.RoleId == path.RoleId && other.Scope == path.Scope && Counts(other, path, decision))];
        return others.Length > 0
            ? (ReviewResultKind.OtherPathsRemain, $"The path is gone, but {others.Length} other {(others.Length == 1 ? "path leads" : "paths lead")} to the same: {string.Join("; ", others.Take(5).Select(Words))}.", [.. others.Select(other => other.PathId)])
            : decision switch
            {
                ReviewDecisionKind.ReduceToEligible => (ReviewResultKind.Reduced, "Read back: the standing path is gone, and the eligibility is there.", []),
                ReviewDecisionKind.ReassignOwner => (ReviewResultKind.Reassigned, "Read back: the ownership is the new owner's.", []),
                _ => (ReviewResultKind.Removed, "Read back: no path is left.", []),
            };
    }

    // What was reduced is meant to be eligible afterwards; only what still stands is left over.
    private static bool Counts(AccessPath other, AccessPath path, ReviewDecisionKind decision) =>
        decision != ReviewDecisionKind.ReduceToEligible || (other.Assignment == path.Assignment && other.Standing);

    private static string Words(AccessPath path) => $"{path.Assignment} by {string.Join(" > ", path.Edges)}{(path.Via.Count > 1 ? $" through {string.Join(" > ", path.Via.Skip(1))}" : "")}";
}
