using System.Globalization;

namespace MspGov.Graph.Throttling;

/// <summary>What a request costs, in which workload (FACTS section 1).</summary>
/// <param name="Workload">Whose budget it draws on.</param>
/// <param name="Units">Resource units, or 1 where requests are counted.</param>
public readonly record struct RequestCost(Workload Workload, int Units)
{
    /// <summary>Rates a request. Best effort: the tenant has the last word, in its answers. Asked for each request: it allocates nothing.</summary>
    public static RequestCost Of(GraphRequest request)
    {
        ReadOnlySpan<char> path = request.Path;
        int question = path.IndexOf('?');
        ReadOnlySpan<char> query = question < 0 ? default : path[(question + 1)..];
        var route = new Route(question < 0 ? path : path[..question], stackalloc Range[Route.Most]);
        Workload workload = WorkloadOf(route);
        if (workload != Workload.Directory)
        {
            return new RequestCost(workload, 1);
        }

        if (request.IsWrite)
        {
            return new RequestCost(Workload.DirectoryWrite, 1);
        }

        int units = BaseUnits(route);
        units -= query.Contains("$select=", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        units += query.Contains("$expand=", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        units -= Top(query) is > 0 and < 20 ? 1 : 0;
        return new RequestCost(Workload.Directory, Math.Max(1, units));
    }

    private static Workload WorkloadOf(Route route) => route[0] switch
    {
        "auditLogs" or "reports" => Workload.Reports,
        "identityProtection" => Workload.Protection,
        "deviceManagement" => Workload.Intune,
        "tenantRelationships" => Workload.TenantRelationships,
        "identityGovernance" => Workload.Governance,
        "identity" when route[1] is "conditionalAccess" => Workload.Protection,
        "policies" when route[1] is "roleManagementPolicies" or "roleManagementPolicyAssignments" => Workload.Governance,
        "roleManagement" when route[1] is "directory" && route[2].Contains("Schedule", StringComparison.Ordinal) => Workload.Governance,
        _ => Workload.Directory,
    };

    private static int BaseUnits(Route route)
    {
        ReadOnlySpan<char> last = route.Count > 1 ? route[route.Count - 1] : default;
        last = last is "$ref" or "$count" && route.Count > 2 ? route[route.Count - 2] : last;
        last = last[(last.LastIndexOf('.') + 1)..];
        return last switch
        {
            "transitiveMembers" => 5,
            "checkMemberGroups" or "checkMemberObjects" or "isMemberOf" or "domainNameReferences" => 4,
            "getByIds" or "members" => 3,
            "memberOf" or "transitiveMemberOf" or "ownedObjects" or "licenseDetails" or "getMemberGroups" or "getMemberObjects" or "appRoleAssignments" or "appRoleAssignedTo" or "oauth2PermissionGrants" => 2,
            _ => route[0] switch
            {
                "contracts" or "subscribedSkus" => 3,
                "users" or "me" or "applications" or "oauth2PermissionGrants" => 2,
                _ => 1,
            },
        };
    }

    private static int Top(ReadOnlySpan<char> query)
    {
        int start = query.IndexOf("$top=", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return 0;
        }

        ReadOnlySpan<char> rest = query[(start + 5)..];
        int end = rest.IndexOf('&');
        return int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int top) ? top : 0;
    }

    /// <summary>The segments of a path after the version.</summary>
    private readonly ref struct Route
    {
        /// <summary>More segments than any path of Graph has.</summary>
        public const int Most = 24;

        private const string Version = "/v1.0/";

        private readonly ReadOnlySpan<char> _path;
        private readonly ReadOnlySpan<Range> _segments;

        public Route(ReadOnlySpan<char> path, Span<Range> room)
        {
            int version = path.IndexOf(Version, StringComparison.Ordinal);
            _path = version < 0 ? path : path[(version + Version.Length)..];
            Count = _path.Split(room, '/', StringSplitOptions.RemoveEmptyEntries);
            _segments = room[..Count];
        }

        public int Count { get; }

        /// <summary>A segment; empty where there is none.</summary>
        public ReadOnlySpan<char> this[int index] => index < Count ? _path[_segments[index]] : default;
    }
}
