using MspGov.Core.BreakGlass;
using MspGov.Core.Changes;
using MspGov.Core.Elevation;
using MspGov.Core.Exceptions;
using MspGov.Core.Lifecycle;
using MspGov.Core.Reviews;
using MspGov.Core.Services;
using MspGov.Core.Tenants;

namespace MspGov.Core.Reports;

/// <summary>Checks on work that was begun, promised or due.</summary>
internal static class WorkPosture
{
    private static readonly TimeSpan ReviewCycle = TimeSpan.FromDays(100);
    private static readonly TimeSpan DrillCycle = TimeSpan.FromDays(90);
    private static readonly TimeSpan LongOverdue = TimeSpan.FromDays(14);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static PostureFinding OverdueReviews(PostureContext context)
    {
        ReviewDocument[] late = [.. context.Register.List<ReviewDocument>(context.Tenant.Id, nameof(ReviewStatus.Open)).Where(part => part.Deadline < context.At).OrderBy(part => part.Deadline)];
        return late.Length == 0
            ? PostureFinding.Ok("No campaign is past its due date.")
            : new(
                context.At - late[0].Deadline > LongOverdue ? PostureSeverity.Critical : PostureSeverity.Warning,
                late.Length,
                $"{Many(late.Length, "campaign is", "campaigns are")} past the due date, the oldest since {late[0].Deadline:yyyy-MM-dd}.",
                $"Invoke-AccessReview {late[0].Review} -Tenant {context.Name}",
                [.. late.Select(part => $"{part.Review} '{part.Settings.Name}': due {part.Deadline:yyyy-MM-dd}, {part.Items} items")]);
    }

    public static PostureFinding Cadence(PostureContext context)
    {
        DateTimeOffset? last = context.Register.List<ReviewDocument>(context.Tenant.Id, nameof(ReviewStatus.Completed)).Max(part => part.EndedAt);
        DateTimeOffset since = last ?? context.Tenant.RegisteredAt;
        string mend = $"New-AccessReview {context.Name} 'Privileged access' -Reviewer ServiceOwner -Privileged -Cadence Quarterly -Days 21";
        string words = last is null ? $"No access review was ever completed; registered on {since:yyyy-MM-dd}." : $"The last access review was completed on {since:yyyy-MM-dd}.";
        return context.At - since <= ReviewCycle ? PostureFinding.Ok(words)
            : new(context.At - since > 2 * ReviewCycle ? PostureSeverity.Critical : PostureSeverity.Warning, 1, words, mend);
    }

    public static PostureFinding BreakGlassAccounts(PostureContext context)
    {
        IReadOnlyList<BreakGlassAccountDocument> accounts = context.Register.List<BreakGlassAccountDocument>(context.Tenant.Id);
        string register = $"Register-BreakGlassAccount {context.Name} '<sign-in name>' -Custody '<where its credentials are kept>'";
        if (accounts.Count == 0)
        {
            return new(PostureSeverity.Critical, 1, "No emergency account is registered.", register);
        }

        BreakGlassAccountDocument[] broken = [.. accounts.Where(account => !account.Working)];
        if (broken.Length == accounts.Count)
        {
            return new(PostureSeverity.Critical, broken.Length, "No registered emergency account works.", Test(broken[0]), [.. broken.Select(Faults)]);
        }

        BreakGlassAccountDocument[] untested = [.. accounts.Where(account => account.TestedAt is null || context.At - account.TestedAt > DrillCycle)];
        return broken.Length > 0 ? new(PostureSeverity.Warning, broken.Length, $"{broken.Length} of {accounts.Count} emergency accounts do not work.", Test(broken[0]), [.. broken.Select(Faults)])
            : untested.Length > 0 ? new(PostureSeverity.Warning, untested.Length, $"With {Many(untested.Length, "emergency account", "emergency accounts")} nobody has signed in for {DrillCycle.TotalDays:0} days.", Test(untested[0]) + " -SignInTested", [.. untested.Select(Tested)])
            : accounts.Count == 1 ? new(PostureSeverity.Warning, 1, "There is only one emergency account; Microsoft advises two.", register)
            : PostureFinding.Ok($"{accounts.Count} work and were tested.");

        string Test(BreakGlassAccountDocument account) => $"Test-BreakGlassAccount {context.Name} {account.PrincipalName}";
    }

    public static PostureFinding BreakGlassReviews(PostureContext context)
    {
        ElevationGrantDocument[] open = [.. context.Register.List<ElevationGrantDocument>(context.Tenant.Id).Where(grant => grant.AwaitsReview).OrderBy(grant => grant.ReviewDueAt)];
        int late = open.Count(grant => grant.ReviewDueAt < context.At);
        return open.Length == 0
            ? PostureFinding.Ok("None.")
            : new(
                late > 0 ? PostureSeverity.Critical : PostureSeverity.Warning,
                open.Length,
                $"{Many(open.Length, "use waits", "uses wait")} for a review by another person, {late} of them past the time that policy allows.",
                $"Complete-BreakGlassReview {open[0].Request.Grant} -Finding '<what was found>'",
                [.. open.Select(grant => $"{grant.Request.Grant}: {grant.Request.Requester} on {grant.RequestedAt:yyyy-MM-dd HH:mm} UTC, review due {grant.ReviewDueAt:yyyy-MM-dd HH:mm} UTC")]);
    }

    public static PostureFinding Exceptions(PostureContext context)
    {
        AccessExceptionDocument[] approved = [.. context.Register.List<AccessExceptionDocument>(context.Tenant.Id, "approved").OrderBy(exception => exception.Expires)];
        AccessExceptionDocument[] ended = [.. approved.Where(exception => exception.StatusAt(context.At) == ExceptionStatus.Expired)];
        AccessExceptionDocument[] ending = [.. approved.Where(exception => exception.StatusAt(context.At) == ExceptionStatus.Expiring)];
        string soon = ending.Length == 0 ? string.Empty : $" {ending.Length} more end within {ExceptionPolicy.Warning.TotalDays:0} days.";
        return ended.Length == 0
            ? new(
                ending.Length == 0 ? PostureSeverity.Ok : PostureSeverity.Warning,
                0,
                $"None of {approved.Length} has ended.{soon}",
                ending.Length == 0 ? null : $"Set-AccessException {ending[0].Id} -Expires '<date>' -Reason '<why>'",
                [.. ending.Select(Line)])
            : new(
                context.At - ended[0].Expires > TimeSpan.FromDays(30) ? PostureSeverity.Critical : PostureSeverity.Warning,
                ended.Length,
                $"{Many(ended.Length, "exception has", "exceptions have")} ended and were neither closed nor prolonged, the oldest on {ended[0].Expires:yyyy-MM-dd}.{soon}",
                $"Close-AccessException {ended[0].Id} -Reason '<why>'",
                [.. ended.Concat(ending).Select(Line)]);

        static string Line(AccessExceptionDocument exception) => $"{exception.Id}: ends {exception.Expires:yyyy-MM-dd}, owner {exception.Owner}, {exception.Ticket}";
    }

    public static PostureFinding Elevations(PostureContext context)
    {
        IReadOnlyList<ElevationGrantDocument> grants = context.Register.List<ElevationGrantDocument>(context.Tenant.Id);
        ElevationGrantDocument[] late = [.. grants.Where(grant => grant.IsDue(context.At) && (grant.RevokedAt ?? grant.EndsAt ?? context.At) + Grace < context.At)];
        ElevationGrantDocument[] doubt = [.. grants.Except(late).Where(grant => grant.GrantState is GrantState.Activating or GrantState.InDoubt)];
        string mend = $"Invoke-ElevationSweep -Tenant {context.Name}";
        ElevationGrantDocument[] all = [.. late, .. doubt];
        return all.Length == 0 ? PostureFinding.Ok($"None of {grants.Count(grant => !grant.GrantState.IsFinal())} open ones.")
            : new(
                late.Length > 0 ? PostureSeverity.Critical : PostureSeverity.Warning,
                all.Length,
                $"{Many(late.Length, "elevation is", "elevations are")} past the end and not proven to be over; {doubt.Length} in doubt.",
                mend,
                [.. all.Select(grant => $"{grant.Request.Grant}: {grant.GrantState}, ends {grant.EndsAt:yyyy-MM-dd HH:mm} UTC, asked for by {grant.Request.Requester}")]);
    }

    public static PostureFinding Changes(PostureContext context)
    {
        ChangeDocument[] doubt = [.. context.Register.List<ChangeDocument>(context.Tenant.Id, ChangeDocument.InDoubt).Where(change => context.At - change.IntentAt > Grace).OrderBy(change => change.IntentAt)];
        return doubt.Length == 0
            ? PostureFinding.Ok("None.")
            : new(
                context.At - doubt[0].IntentAt > Day ? PostureSeverity.Critical : PostureSeverity.Warning,
                doubt.Length,
                $"{Many(doubt.Length, "change is", "changes are")} in doubt, the oldest since {doubt[0].IntentAt:yyyy-MM-dd HH:mm} UTC. The run that made it settles it when it goes on.",
                $"Get-AuditEntry -Correlation {doubt[0].Correlation:D}",
                [.. doubt.Select(change => $"{change.Action} {change.Subject?.Name ?? change.Subject?.Id}: {change.Operator}, {change.IntentAt:yyyy-MM-dd HH:mm} UTC")]);
    }

    public static PostureFinding Lifecycle(PostureContext context)
    {
        LifecycleRunDocument[] open = [.. context.Register.List<LifecycleRunDocument>(context.Tenant.Id).Where(run => IsOpen(run, context.At)).OrderBy(run => run.StartedAt)];
        LifecycleRunDocument[] leavers = [.. open.Where(run => run.Event.Type == LifecycleType.Leaver && context.At - run.StartedAt > Day)];
        return open.Length == 0
            ? PostureFinding.Ok("None.")
            : new(
                leavers.Length > 0 ? PostureSeverity.Critical : PostureSeverity.Warning,
                open.Length,
                $"{Many(open.Length, "run is", "runs are")} not complete, {leavers.Length} of them leavers older than a day.",
                $"Invoke-LifecycleEvent {context.Name} -Continue",
                [.. open.Select(run => $"{run.Event.EventId}: {run.Event.Type} since {run.StartedAt:yyyy-MM-dd}; {(run.Remaining.Count == 0 ? run.RunState.ToString() : string.Join("; ", run.Remaining.Take(2)))}")]);
    }

    public static PostureFinding Evidence(PostureContext context)
    {
        int covered = context.Coverage.Count(requirement => requirement.State == CoverageState.Covered);
        EvidenceCoverage[] rest = [.. context.Coverage.Where(requirement => requirement.State != CoverageState.Covered).OrderByDescending(requirement => requirement.State)];
        return rest.Length == 0
            ? PostureFinding.Ok($"All {covered} requirements are covered.")
            : new(
                PostureSeverity.Warning,
                rest.Length,
                $"{covered} of {context.Coverage.Count} requirements are covered, {rest.Count(one => one.State == CoverageState.Missing)} have nothing.",
                $"Get-EvidenceRegister {context.Name} -State Missing, Partial, Stale",
                [.. rest.Select(one => $"{one.Framework} {one.Requirement} {one.Title}: {one.State}")]);
    }

    public static PostureFinding Owners(PostureContext context)
    {
        TenantDocument tenant = context.Tenant;
        (string Name, string Parameter)[] missing =
        [
            .. string.IsNullOrWhiteSpace(tenant.ServiceOwner) ? [("service owner", "-ServiceOwner '<name>'")] : Array.Empty<(string, string)>(),
            .. string.IsNullOrWhiteSpace(tenant.RiskOwner) ? [("risk owner", "-RiskOwner '<name>'")] : Array.Empty<(string, string)>(),
            .. tenant.Approvers.Count == 0 ? [("approver at the client", "-Approver '<name>'")] : Array.Empty<(string, string)>(),
        ];
        return missing.Length == 0
            ? PostureFinding.Ok($"Service owner {tenant.ServiceOwner}, risk owner {tenant.RiskOwner}.")
            : new(
                PostureSeverity.Warning,
                missing.Length,
                $"Nobody is named as {string.Join(", ", missing.Select(one => one.Name))}.",
                $"Set-ClientTenant {context.Name} {string.Join(' ', missing.Select(one => one.Parameter))}");
    }

    // A staged or scheduled run is open once its time has come.
    private static bool IsOpen(LifecycleRunDocument run, DateTimeOffset at) =>
        run.RunState == LifecycleRunState.Open
        || (run.RunState is LifecycleRunState.Scheduled or LifecycleRunState.Staged && run.NextAt + Grace < at);

    private static string Faults(BreakGlassAccountDocument account) =>
        $"{account.PrincipalName}: {string.Join("; ", account.Checks.Where(check => check.Passed != true).Select(check => check.Message))}";

    private static string Tested(BreakGlassAccountDocument account) =>
        $"{account.PrincipalName}: {(account.TestedAt is { } at ? $"last tested {at:yyyy-MM-dd}" : "never tested")}";

    private static string Many(int count, string one, string more) => count == 1 ? $"1 {one}" : $"{count} {more}";
}
