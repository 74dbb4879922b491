
namespace MspGov.Lab.Http;

/// <summary>What a request costs in resource units (FACTS section 1).</summary>
internal static class ResourceUnits
{
    internal static int Of(LabRequest request)
    {
        if (!request.IsRead && !MembershipQuestions.IsOne(request))
        {
            return 1;
        }

        var segments = LabCall.Split(request.Path);
        var cost = Base(segments);
        var query = request.QueryString;
        if (query.Contains("$select", StringComparison.Ordinal))
        {
            cost--;
        }

        if (query.Contains("$expand", StringComparison.Ordinal))
        {
            cost++;
        }

        if (Top(query) is < 20)
        {
            cost--;
        }

        return Math.Max(1, cost);
    }

    private static int Base(string[] segments) => segments switch
    {
        [.., "transitiveMembers"] or [.., "transitiveMembers", _] => 5,
        [.., "checkMemberGroups" or "checkMemberObjects" or "isMemberOf" or "domainNameReferences"] => 4,
        ["groups", _, "members", ..] or [.., "getByIds"] or ["contracts", ..] or ["subscribedSkus", ..] => 3,
        ["users"] or ["applications"] or ["me"] or ["oauth2PermissionGrants", ..] => 2,
        [.., "memberOf" or "transitiveMemberOf" or "ownedObjects" or "licenseDetails" or "getMemberGroups" or "getMemberObjects"] => 2,
        ["servicePrincipals", _, "appRoleAssignments", ..] or ["servicePrincipals", _, "appRoleAssignedTo", ..] => 2,
        _ => 1,
    };

    private static int? Top(string query)
    {
        var at = query.IndexOf("$top=", StringComparison.Ordinal);
        return at < 0 || !int.TryParse(new string(query.AsSpan(at + 5).ToString().TakeWhile(char.IsAsciiDigit).ToArray()), out var top) ? null : top;
    }
}
