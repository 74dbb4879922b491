using MspGov.Core.Access;
using MspGov.Core.Access.Identities;
using MspGov.Core.BreakGlass;
using MspGov.Core.Exceptions;

namespace MspGov.Core.Reports;

/// <summary>Checks on who can do what.</summary>
internal static class AccessPosture
{
    private static readonly TimeSpan LongUnread = TimeSpan.FromDays(90);
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);

    public static PostureFinding Inventory(PostureContext context)
    {
        string mend = $"Get-TenantAccess {context.Name} -SaveSnapshot | Out-Null";
        if (context.Access is not { } access)
        {
            return new(PostureSeverity.Unknown, null, "Access was never read into a snapshot.", mend);
        }

        TimeSpan age = context.At - access.Snapshot.At;
        string read = $"Access was last read on {access.Snapshot.At:yyyy-MM-dd HH:mm} UTC, {Days(age)} ago";
        string lost = string.Join("; ", access.Snapshot.Incomplete.Where(family => family.LosesRows).Select(family => $"{family.Family}: {family.Reason}"));
        return access.Problem is { } problem ? new(PostureSeverity.Critical, 1, problem, mend)
            : access.Snapshot.Completeness == Completeness.Unknown ? new(PostureSeverity.Unknown, null, $"{read}, and nothing could be read. {lost}", $"Test-ClientTenant {context.Name}")
            : age > LongUnread ? new(PostureSeverity.Critical, 1, $"{read}; at most {context.Fresh.TotalDays:0} days are right for this tenant.", mend)
            : access.Snapshot.Completeness == Completeness.Partial ? new(PostureSeverity.Warning, 1, $"{read}, not all of it. {lost}", $"Test-ClientTenant {context.Name}")
            : age > context.Fresh ? new(PostureSeverity.Warning, 1, $"{read}; at most {context.Fresh.TotalDays:0} days are right for this tenant.", mend)
            : PostureFinding.Ok(read + ".");
    }

    public static PostureFinding Standing(PostureContext context)
    {
        if (context.Access is not { Problem: null, Snapshot.Completeness: not Completeness.Unknown } access)
        {
            return new(PostureSeverity.Unknown, null, "Nobody knows: there is no snapshot of access that can be read.", $"Get-TenantAccess {context.Name} -SaveSnapshot | Out-Null");
        }

        HashSet<string> emergency = [.. context.Register.List<BreakGlassAccountDocument>(context.Tenant.Id).Select(account => account.PrincipalId)];
        AccessExceptionDocument[] exceptions = [.. context.Register.List<AccessExceptionDocument>(context.Tenant.Id).Where(exception => exception.InForceAt(context.At))];
        int excepted = 0;
        var paths = new List<AccessPath>();
        foreach (AccessPath path in access.Paths.Where(path => path.Standing && path.Privileged && !emergency.Contains(path.PrincipalId)))
        {
            if (exceptions.Any(exception => exception.Covers(path, context.At)))
            {
                excepted++;
            }
            else
            {
                paths.Add(path);
            }
        }

        AccessPath[][] identities = [.. paths.GroupBy(path => path.PrincipalId).Select(paths => paths.ToArray()).OrderByDescending(IsGrave).ThenBy(held => held[0].PrincipalName, StringComparer.OrdinalIgnoreCase)];
        string atLeast = access.Snapshot.Completeness == Completeness.Partial ? "At least " : string.Empty;
        string hidden = excepted == 0 ? string.Empty : $" Exceptions in force cover {excepted} more paths.";
        if (identities.Length == 0)
        {
            return atLeast.Length == 0
                ? PostureFinding.Ok($"None besides emergency accounts.{hidden}")
                : new(PostureSeverity.Unknown, null, $"None in what could be read, which is not all.{hidden}", $"Test-ClientTenant {context.Name}");
        }

        int grave = identities.Count(IsGrave);
        int applications = identities.Count(held => held[0].PrincipalType is PrincipalType.ServicePrincipal or PrincipalType.ManagedIdentity);
        return new(
            grave > 0 ? PostureSeverity.Critical : PostureSeverity.Warning,
            identities.Length,
            $"{atLeast}{identities.Length} identities, {applications} of them applications, on {access.Snapshot.At:yyyy-MM-dd}; {grave} are people with Global Administrator, guests or partners.{hidden}",
            $"Get-TenantAccess {context.Name} -Privileged -Standing",
            [.. identities.Select(held => $"{held[0].PrincipalName ?? held[0].PrincipalId} ({held[0].PrincipalType}): {string.Join(", ", held.Select(path => path.Role).Distinct().Take(4))}")]);
    }

    public static PostureFinding Credentials(PostureContext context)
    {
        string mend = $"Get-NonHumanIdentity {context.Name} -Finding Expired, Expiring";
        if (context.Register.Get<CredentialEndsDocument>(context.Tenant.Id) is not { } known)
        {
            return new(PostureSeverity.Unknown, null, "The credentials of applications were never read.", mend);
        }

        CredentialEnd[] ended = [.. known.Ends.Where(end => end.End <= context.At)];
        CredentialEnd[] ending = [.. known.Ends.Where(end => end.End > context.At && end.End <= context.At + Soon)];
        bool stale = context.At - known.ReadAt > context.Fresh;
        string read = $"read on {known.ReadAt:yyyy-MM-dd}";
        if (ended.Length + ending.Length == 0)
        {
            return stale
                ? new(PostureSeverity.Warning, 0, $"None of {known.Credentials} ends within {Soon.TotalDays:0} days, but that was {read}.", mend)
                : PostureFinding.Ok($"None of {known.Credentials} ends within {Soon.TotalDays:0} days ({read}).");
        }

        return new(
            ending.Any(end => end.End <= context.At + VerySoon) ? PostureSeverity.Critical : PostureSeverity.Warning,
            ended.Length + ending.Length,
            $"{ending.Length} end within {Soon.TotalDays:0} days, {ended.Length} have ended and are still there ({read}).",
            mend,
            [.. ending.Concat(ended.OrderByDescending(end => end.End)).Select(end => $"{end.IdentityName ?? end.Identity}: {end.Kind} {(end.End <= context.At ? "ended" : "ends")} on {end.End:yyyy-MM-dd}")]);
    }

    public static PostureFinding IdentityReviews(PostureContext context)
    {
        IdentityOwnerDocument[] due = [.. context.Register.List<IdentityOwnerDocument>(context.Tenant.Id).Where(owner => owner.ReviewDate <= context.At).OrderBy(owner => owner.ReviewDate)];
        return due.Length == 0
            ? PostureFinding.Ok("None has passed.")
            : new(
                PostureSeverity.Warning,
                due.Length,
                $"{due.Length} identities were to be looked at again by now, the first on {due[0].ReviewDate:yyyy-MM-dd}.",
                $"Get-PrivilegedIdentity {context.Name} | Where-Object ReviewDate -lt (Get-Date)",
                [.. due.Select(owner => $"{owner.IdentityName ?? owner.Identity}: {owner.ReviewDate:yyyy-MM-dd}, owner {owner.Owner ?? "nobody"}")]);
    }

    // A person with the highest role, or anybody from outside with any: the shortest ways to lose a tenant.
    private static bool IsGrave(AccessPath[] held) => held[0].PrincipalType switch
    {
        PrincipalType.Guest or PrincipalType.ForeignGroup or PrincipalType.ForeignUser => true,
        PrincipalType.User => held.Any(path => path.RoleId == EntraReference.GlobalAdministrator),
        _ => false,
    };

    private static string Days(TimeSpan age) => age.TotalDays < 1 ? "less than a day" : $"{age.TotalDays:0} days";
}
