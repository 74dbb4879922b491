using System.Globalization;
using MspGov.Core.Access;
using MspGov.Core.Access.Snapshots;
using MspGov.Core.Elevation;
using MspGov.Core.Errors;
using MspGov.Core.Exceptions;
using MspGov.Core.Ledger;
using MspGov.Core.Register;
using MspGov.Core.Reviews;
using MspGov.Core.Tenants;
using MspGov.Engine.Access;
using MspGov.Engine.Sessions;

namespace MspGov.Engine.Reports;

/// <summary>
/// What the register says about one tenant at the moment of asking: who can reach it, who was elevated, what reviewers decided and what
/// is accepted. The entries that prove each row are in the same pack or in an earlier one.
/// </summary>
internal sealed class EvidenceTables(SessionContext context, TenantDocument tenant)
{
    private readonly DateTimeOffset _now = context.Time.GetUtcNow();

    /// <summary>The tables, in the order of the report.</summary>
    public IReadOnlyList<EvidenceTable> All()
    {
        var campaigns = new Campaigns(
            [.. Documents<ReviewDocument>().OrderByDescending(review => review.OpenedAt)],
            Documents<ReviewItemDocument>().ToLookup(item => item.Review),
            Documents<ReviewDecisionDocument>().ToDictionary(decision => decision.Item));
        return [Access(), Elevations(), Completion(campaigns), Reviews(campaigns), Exceptions()];
    }

    private EvidenceTable Access()
    {
        var snapshots = new SnapshotStore(context.Ledger, context.StorePath);
        AccessSnapshotDocument? last = snapshots.Last(tenant.Id, null);
        (string source, IReadOnlyList<AccessPath> paths) = last is null
            ? ("No snapshot of this tenant's access was saved: nobody can say from this pack who can reach it.", [])
            : Read(snapshots, last);
        AccessPath[] rows = [.. paths
            .OrderByDescending(path => path.Privileged).ThenByDescending(path => path.Standing)
            .ThenBy(path => path.PrincipalName ?? path.PrincipalId, StringComparer.OrdinalIgnoreCase).ThenBy(path => path.Role, StringComparer.Ordinal)];
        return new EvidenceTable
        {
            Name = "access",
            Title = "Who can reach this tenant",
            Question = "Which identity holds what, by which way, standing or for a time? Privileged access is shown here, all of it is in access.csv.",
            Source = source,
            Columns = ["Principal", "Type", "Role", "Scope", "Held", "Through", "Standing", "Start", "End", "Last sign-in", "Privileged", "Path"],
            Rows = [.. rows.Select(Row)],
            Foremost = rows.Count(path => path.Privileged),
            Wide = 10,
            Daily = true,
        };

        static string[] Row(AccessPath path) =>
        [
            path.PrincipalName ?? path.PrincipalId, Words(path.PrincipalType), path.Role, Scope(path), Words(path.Assignment),
            path.Via.Count <= 1 ? "directly" : path.Via.Count == 2 ? "1 step" : $"{path.Via.Count - 1} steps", path.Standing ? "yes" : "no",
            Time(path.Start), Time(path.End), Time(path.LastSignIn), path.Privileged ? "yes" : "no", path.PathId,
        ];
    }

    private static (string Source, IReadOnlyList<AccessPath> Paths) Read(SnapshotStore snapshots, AccessSnapshotDocument snapshot)
    {
        try
        {
            IReadOnlyList<AccessPath> paths = snapshots.Read(snapshot).Paths;
            string unread = snapshot.Incomplete.Count == 0
                ? "every kind of access was read."
                : "not read to the full: " + string.Join("; ", snapshot.Incomplete.Select(family => $"{family.Family} ({family.State}: {family.Reason})")) + ".";
            return ($"As read on {Time(snapshot.At)} by {snapshot.TakenBy}: {snapshot.Paths} paths, {snapshot.Privileged} privileged; {unread} SHA-256 in the log: {snapshot.Hash}.", paths);
        }
        catch (GovException e)
        {
            // A pack about a damaged snapshot is still a pack; it says so.
            return (e.Message, []);
        }
    }

    private EvidenceTable Elevations() => new()
    {
        Name = "elevations",
        Title = "Privilege for a time",
        Question = "Who asked for privilege, who approved it, when did it begin, and when was it proven to be over?",
        Source = "From the register of elevation grants, newest first.",
        Columns = ["Person", "Role or group", "Asked by", "Asked at", "Approved by", "Active from", "Ends", "Proven over", "State", "Emergency", "Ticket", "Reason", "Grant"],
        Wide = 12,
        Rows = [.. Documents<ElevationGrantDocument>().OrderByDescending(grant => grant.RequestedAt).Select(Row)],
    };

    private static string[] Row(ElevationGrantDocument grant) =>
    [
        grant.Request.PrincipalName ?? grant.Request.PrincipalId, grant.Request.Target.Name, grant.Request.Requester, Time(grant.RequestedAt),
        ApprovedBy(grant), Time(grant.ActiveFrom), Time(grant.EndsAt), Time(grant.EndedAt), grant.GrantState.ToString(),
        grant.Request.BreakGlass ? grant.Request.Drill ? "drill" : "yes" : "", grant.Request.Ticket ?? "", grant.Request.Reason, grant.Key,
    ];

    private static EvidenceTable Completion(Campaigns campaigns) => new()
    {
        Name = "review-completion",
        Title = "How access reviews ended",
        Question = "Was each review completed in time, by whom was it decided, and did its outcome change access?",
        Source = "One line a campaign, newest first. Removed, reduced and reassigned were read back from the tenant; what is not done is named in the table below.",
        Columns = ["Review", "Name", "Status", "Opened", "Due", "Ended", "Items", "Undecided", "Kept", "Removed or reduced", "Excepted", "Gone before", "Not done", "Decided by", "Access read", "Opened by", "Snapshot"],
        Wide = 15,
        Daily = true,
        Rows = [.. campaigns.Reviews.Select(review => Row(review, [.. campaigns.Items[review.Review]], campaigns.Decisions))],
    };

    private static string[] Row(ReviewDocument review, ReviewItemDocument[] items, Dictionary<string, ReviewDecisionDocument> decisions)
    {
        ReviewDecisionDocument[] decided = [.. items.Select(item => decisions.GetValueOrDefault(item.Id)).OfType<ReviewDecisionDocument>()];
        StageDecision[] final = [.. decided.Select(decision => decision.Final(review.Settings.Stages.Count)).OfType<StageDecision>()];
        string Ended(params ReviewResultKind[] kinds) => Number(decided.Count(decision => decision.Result is { } result && kinds.Contains(result.Kind)));
        return
        [
            review.Review, review.Settings.Name,
            review.Status == ReviewStatus.Completed && review.EndedAt > review.Deadline ? "Completed late" : review.Status.ToString(),
            Time(review.OpenedAt), Time(review.Deadline), Time(review.EndedAt), Number(items.Length), Number(items.Length - final.Length),
            Ended(ReviewResultKind.Kept), Ended(ReviewResultKind.Removed, ReviewResultKind.Reduced, ReviewResultKind.Reassigned), Ended(ReviewResultKind.Excepted), Ended(ReviewResultKind.Gone),
            Ended(ReviewResultKind.Failed, ReviewResultKind.Unverified, ReviewResultKind.CannotFromHere, ReviewResultKind.OtherPathsRemain),
            string.Join(", ", final.GroupBy(decision => decision.Channel == DecisionChannel.Default ? "default" : decision.By).OrderByDescending(by => by.Count()).Select(by => $"{by.Key} ({by.Count()})")),
            review.Completeness.ToString(), review.OpenedBy ?? "", review.SnapshotHash,
        ];
    }

    /// <summary>Who approved, and never that nobody had to unless the policy said so.</summary>
    private static string ApprovedBy(ElevationGrantDocument grant)
    {
        if (grant.Request.BreakGlass)
        {
            return grant.Review is { } review ? $"reviewed by {review.Reviewer} {Time(review.At)}: {(review.Justified ? "justified" : "not justified")}" : "not reviewed yet";
        }

        string approvals = string.Join(", ", grant.Approvals.Select(approval => $"{approval.Actor}{(approval.Client ? " (client)" : "")} {Time(approval.At)}"));
        return grant.DeniedBy is { } denier ? $"denied by {denier}"
            : grant.ApprovalsNeeded == 0 ? "none needed by policy"
            : grant.Approvals.Count == 0 ? "nobody"
            : grant.Approvals.Count < grant.ApprovalsNeeded ? $"{approvals} ({grant.Approvals.Count} of {grant.ApprovalsNeeded})"
            : approvals;
    }

    private static EvidenceTable Reviews(Campaigns campaigns) => new()
    {
        Name = "reviews",
        Title = "What reviewers decided",
        Question = "When was access reviewed, by whom, what was decided, and was it done?",
        Source = campaigns.Reviews.Count == 0
            ? "No access review was opened for this tenant."
            : string.Join("; ", campaigns.Reviews.Take(10).Select(review => $"{review.Review} '{review.Settings.Name}': {review.Status}, {review.Items} items, opened {Time(review.OpenedAt)}")) + ".",
        Columns = ["Review", "Principal", "Role", "Scope", "Held", "Decision", "By", "Decided at", "Reason", "Result", "Result at"],
        Daily = true,
        Rows = [.. campaigns.Reviews.SelectMany(review => campaigns.Items[review.Review]
            .OrderBy(item => item.Path.PrincipalName, StringComparer.OrdinalIgnoreCase)
            .Select(item => Row(item, campaigns.Decisions.GetValueOrDefault(item.Id), review.Settings.Stages.Count)))],
    };

    private static string[] Row(ReviewItemDocument item, ReviewDecisionDocument? decision, int stages)
    {
        // Stages before the last advise: until that has decided, nothing is.
        StageDecision? last = decision is { Stages.Count: > 0 } ? decision.Stages[^1] : null;
        string decided = last is null ? "undecided" : decision?.Final(stages) is null ? $"undecided, advised: {last.Decision}" : last.Decision.ToString();
        return
        [
            item.Review, item.Path.PrincipalName ?? item.Path.PrincipalId, item.Path.Role, Scope(item.Path), Words(item.Path.Assignment),
            decided, last?.By ?? "", Time(last?.At), last?.Reason ?? "",
            decision?.Result is { } result ? Words(result) : "", Time(decision?.ResultAt),
        ];
    }

    private EvidenceTable Exceptions() => new()
    {
        Name = "exceptions",
        Title = "What is accepted",
        Question = "Which deviations are accepted, by whom, and until when?",
        Source = "From the register of exceptions, those that end last first.",
        Columns = ["Exception", "Covers", "Owner", "Approver", "Status", "Approved at", "Ends", "Closed at", "Ticket", "Reason"],
        Rows = [.. Documents<AccessExceptionDocument>().OrderByDescending(exception => exception.Expires).Select(exception => new[]
        {
            exception.Id, exception.Pattern.ToString(), exception.Owner, exception.Approver, exception.StatusAt(_now).ToString(),
            Time(exception.ApprovedAt), Time(exception.Expires), Time(exception.ClosedAt), exception.Ticket, exception.Reason,
        })],
    };

    private T[] Documents<T>()
        where T : class, IRegisterDocument =>
        context.Ledger.Read(register => register.List<T>(tenant.Id).ToArray());

    private static string Scope(AccessPath path) => path.ScopeName ?? (path.Scope == "/" ? "whole tenant" : path.Scope);

    /// <summary>A name of the code as a reader would write it.</summary>
    private static string Words<T>(T name)
        where T : struct, Enum =>
        name is AssignmentKind.Gdap ? "GDAP" : string.Concat(name.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    private static string Words(ReviewResult result) =>
        result.Words.StartsWith(result.Kind.ToString(), StringComparison.Ordinal) ? result.Words : $"{Words(result.Kind)}: {result.Words}";

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? time) =>
        time is { } at && at != default ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) : "";

    /// <summary>The tenant's access reviews, newest first, with their items by review and the decisions by item.</summary>
    private sealed record Campaigns(IReadOnlyList<ReviewDocument> Reviews, ILookup<string, ReviewItemDocument> Items, Dictionary<string, ReviewDecisionDocument> Decisions);
}
