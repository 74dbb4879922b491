using System.Globalization;

namespace MspGov.Graph.Throttling;

/// <summary>What a request costs, in which workload (FACTS section 1).</summary>
/// <param name="Workload">Whose budget it draws on.</param>
/// <param name="Units">Resource units, or 1 where requests are counted.</param>
public readonly record struct RequestCost(Workload Workload, int Units)
{
    /// <summary>Rates a request. Best effort: the tenant has the last word, in its answers.</summary>
    public static RequestCost Of(GraphRequest request)
    {
        (string[] segments, string query) = Split(request.Path);
        Workload workload = WorkloadOf(segments);
        if (workload != Workload.Directory)
        {
            return new RequestCost(workload, 1);
        }

        if (request.IsWrite)
        {
            return new RequestCost(Workload.DirectoryWrite, 1);
        }

        int units = BaseUnits(segments);
        units -= query.Contains("$select=", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        units += query.Contains("$expand=", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        units -= Top(query) is > 0 and < 20 ? 1 : 0;
        return new RequestCost(Workload.Directory, Math.Max(1, units));
    }

    private static Workload WorkloadOf(string[] segments) => segments switch
    {
        ["auditLogs", ..] or ["reports", ..] => Workload.Reports,
        ["identity", "conditionalAccess", ..] or ["identityProtection", ..] => Workload.Protection,
        ["deviceManagement", ..] => Workload.Intune,
        ["tenantRelationships", ..] => Workload.TenantRelationships,
        ["identityGovernance", ..] or ["policies", "roleManagementPolicies" or "roleManagementPolicyAssignments", ..] => Workload.Governance,
        ["roleManagement", "directory", { } kind, ..] when kind.Contains("Schedule", StringComparison.Ordinal) => Workload.Governance,
        _ => Workload.Directory,
    };

    private static int BaseUnits(string[] segments)
    {
        string first = segments.Length > 0 ? segments[0] : "";
        string last = segments.Length > 1 ? segments[^1] : "";
        last = last is "$ref" or "$count" && segments.Length > 2 ? segments[^2] : last;
        last = last[(last.LastIndexOf('.') + 1)..];
        return last switch
        {
            "transitiveMembers" => 5,
            "checkMemberGroups" or "checkMemberObjects" or "isMemberOf" or "domainNameReferences" => 4,
            "getByIds" or "members" => 3,
            "memberOf" or "transitiveMemberOf" or "ownedObjects" or "licenseDetails" or "getMemberGroups" or "getMemberObjects" or "appRoleAssignments" or "appRoleAssignedTo" or "oauth2PermissionGrants" => 2,
            _ => first switch
            {
                "contracts" or "subscribedSkus" => 3,
                "users" or "me" or "applications" or "oauth2PermissionGrants" => 2,
                _ => 1,
            },
        };
    }

    private static int Top(string query)
    {
        int start = query.IndexOf("$top=", StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return 0;
        }

        ReadOnlySpan<char> rest = query.AsSpan(start + 5);
        int end = rest.IndexOf('&');
        return int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int top) ? top : 0;
    }

    private static (string[] Segments, string Query) Split(string path)
    {
        int question = path.IndexOf('?', StringComparison.Ordinal);
        string query = question < 0 ? "" : path[(question + 1)..];
        string route = question < 0 ? path : path[..question];
        int version = route.IndexOf("/v1.0/", StringComparison.Ordinal);
        route = version < 0 ? route : route[(version + 6)..];
        return (route.Split('/', StringSplitOptions.RemoveEmptyEntries), query);
    }
}
