using System.Globalization;

namespace MspGov.Core.Access.Snapshots;

/// <summary>
/// Compares two pictures of access. Paths of one tenant are the same when their ids are; paths of two tenants when principal's
/// short name, role, assignment and depth are. Nothing and empty are the same, and what one side could not read is unknown.
/// </summary>
public static class AccessComparison
{
    /// <summary>Streams the differences.</summary>
    public static IEnumerable<AccessDifference> Compare(AccessPicture reference, AccessPicture other)
    {
        Func<AccessPath, string> key = reference.TenantId == other.TenantId ? path => path.PathId : AcrossTenants;
        Dictionary<string, AccessPath> before = Index(reference.Paths, key);
        Dictionary<string, AccessPath> after = Index(other.Paths, key);
        foreach ((string id, AccessPath path) in before)
        {
            if (!after.TryGetValue(id, out AccessPath? now))
            {
                yield return Missing(path, DifferenceKind.Removed, other) with { Before = path };
            }
            else if (reference.TenantId == other.TenantId && Changes(path, now) is { Length: > 0 } changes)
            {
                // Dates and privilege are joined from several families: with one of them lost, a change may be of the reading only.
                bool sure = !reference.Incomplete.Concat(other.Incomplete).Any(family => family.LosesRows);
                yield return Of(sure ? DifferenceKind.Changed : DifferenceKind.Unknown, now, changes) with { Before = path, After = now };
            }
        }

        foreach ((string id, AccessPath path) in after)
        {
            if (!before.ContainsKey(id))
            {
                yield return Missing(path, DifferenceKind.Added, reference) with { After = path };
            }
        }
    }

    /// <summary>One difference of a path.</summary>
    public static AccessDifference Of(DifferenceKind kind, AccessPath path, string? words) => new()
    {
        Difference = kind,
        TenantId = path.TenantId,
        Tenant = path.Tenant,
        PathId = path.PathId,
        PrincipalId = path.PrincipalId,
        PrincipalName = path.PrincipalName,
        Role = path.Role,
        Scope = path.Scope,
        Assignment = path.Assignment,
        Privileged = path.Privileged,
        Words = words,
    };

    private static AccessDifference Missing(AccessPath path, DifferenceKind kind, AccessPicture where) =>
        where.Hides(path) is { } lost
            ? Of(DifferenceKind.Unknown, path, $"Not in {where.Name}, where {lost.Family} could not be read: {lost.Reason}")
            : Of(kind, path, null);

    private static Dictionary<string, AccessPath> Index(IReadOnlyList<AccessPath> paths, Func<AccessPath, string> key)
    {
        var index = new Dictionary<string, AccessPath>(paths.Count);
        foreach (AccessPath path in paths)
        {
            index.TryAdd(key(path), path);
        }

        return index;
    }

    private static string AcrossTenants(AccessPath path) => string.Join('\n',
        (path.PrincipalName ?? path.PrincipalId).Split('@')[0].ToUpperInvariant(),
        path.PrincipalType,
        path.RoleId,
        path.Assignment,
        path.Scope == "/" ? "/" : path.ScopeName ?? path.Scope,
        path.Via.Count.ToString(CultureInfo.InvariantCulture));

    /// <summary>What differs of two paths of one id, in words; last sign-ins and names move every day and do not count.</summary>
    private static string Changes(AccessPath before, AccessPath after)
    {
        var words = new List<string>();
        Note("start", Text(before.Start), Text(after.Start));
        Note("end", Text(before.End), Text(after.End));
        Note("standing", before.Standing.ToString(), after.Standing.ToString());
        Note("privileged", before.Privileged.ToString(), after.Privileged.ToString());
        Note("principal enabled", before.PrincipalEnabled?.ToString(), after.PrincipalEnabled?.ToString());
        return string.Join("; ", words);

        void Note(string what, string? a, string? b)
        {
            if (!string.Equals(a ?? "", b ?? "", StringComparison.Ordinal))
            {
                words.Add($"{what}: {a ?? "none"} → {b ?? "none"}");
            }
        }
    }

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
