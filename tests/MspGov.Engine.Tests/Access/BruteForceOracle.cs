using System.Text.Json.Nodes;
using MspGov.Lab.Model;

namespace MspGov.Engine.Tests.Access;

/// <summary>
/// What a lab tenant's raw directory says of access, found by plain recursion over its JSON. Shares nothing with the product: no
/// inventory, no reader, no finder, no reference data.
/// </summary>
internal sealed class BruteForceOracle(LabDirectory directory)
{
    private readonly List<string> _lines = [];

    public List<string> Lines()
    {
        Roles();
        Permissions();
        Grants();
        Owners();
        return _lines;
    }

    /// <summary>For a partner's directory: what its technicians hold in a customer.</summary>
    public List<string> Technicians(string customerTenantId)
    {
        foreach (JsonObject relationship in All(Sets.Relationships).Where(r => Is(r, "status", "active") && r["customer"]!["tenantId"]!.GetValue<string>() == customerTenantId))
        {
            foreach (LabObject access in directory.ChildrenOf(Text(relationship, "id")!, Sets.RelationshipAccess))
            {
                JsonObject raw = access.ToNode();
                string group = raw["accessContainer"]!["accessContainerId"]!.GetValue<string>();
                foreach (JsonNode? role in raw["accessDetails"]!["unifiedRoles"]!.AsArray())
                {
                    Walk(group, [group], ["gdap"], [relationship], $"{role!["roleDefinitionId"]!.GetValue<string>()} /");
                }
            }
        }

        return [.. _lines.Select(line => "ForeignUser" + line[line.IndexOf(' ', StringComparison.Ordinal)..].Replace("| Active |", "| Gdap |", StringComparison.Ordinal))];
    }

    private void Roles()
    {
        foreach (JsonObject assignment in All(Sets.RoleAssignments))
        {
            JsonObject? instance = All(Sets.AssignmentInstances).FirstOrDefault(i => Text(i, "roleAssignmentOriginId") == Text(assignment, "id"));
            Hold(assignment, "active", instance);
        }

        foreach (JsonObject eligibility in All(Sets.EligibilityInstances))
        {
            Hold(eligibility, "eligible", eligibility);
        }
    }

    private void Hold(JsonObject holding, string edge, JsonObject? window)
    {
        string holder = Text(holding, "principalId")!;
        string what = $"{Text(holding, "roleDefinitionId")} {Text(holding, "directoryScopeId")}";
        if (directory.Find(Sets.Groups, holder) is null)
        {
            string type = Type(holder);
            Add(type, what, type == "ForeignGroup" ? "Gdap" : edge == "active" ? "Active" : "Eligible", [holder], [type == "ForeignGroup" ? "gdap" : edge], [window]);
            return;
        }

        int before = _lines.Count;
        Walk(holder, [holder], [edge], [window], what);
        if (_lines.Count == before)
        {
            Add("Group", what, edge == "active" ? "Active" : "Eligible", [holder], [edge], [window]);
        }
    }

    private void Walk(string group, string[] way, string[] edges, JsonObject?[] windows, string what)
    {
        foreach ((string member, string edge, JsonObject? window) in Members(group))
        {
            string[] longer = [edge, .. edges];
            if (directory.Find(Sets.Groups, member) is not null)
            {
                if (!way.Contains(member))
                {
                    Walk(member, [member, .. way], longer, [window, .. windows], what);
                }
            }
            else if (directory.Find(Sets.Users, member) is not null || directory.Find(Sets.ServicePrincipals, member) is not null)
            {
                bool eligible = longer.Any(e => e is "eligible" or "eligibleMemberOf");
                Add(Type(member), what, eligible ? "Eligible" : "Active", [member, .. way], longer, [window, .. windows]);
            }
        }
    }

    private IEnumerable<(string Member, string Edge, JsonObject? Window)> Members(string group)
    {
        bool pim = UnderPim(group);
        foreach (string member in directory.Edges(Relations.Members).From(group))
        {
            JsonObject? window = !pim ? null : All(Sets.GroupAssignmentInstances).FirstOrDefault(i =>
                Text(i, "groupId") == group && Text(i, "principalId") == member && Is(i, "accessId", "member"));
            yield return (member, "memberOf", window);
        }

        foreach (JsonObject instance in pim ? All(Sets.GroupEligibilityInstances) : [])
        {
            if (Text(instance, "groupId") == group && Is(instance, "accessId", "member"))
            {
                yield return (Text(instance, "principalId")!, "eligibleMemberOf", instance);
            }
        }
    }

    private void Permissions()
    {
        foreach (JsonObject assignment in All(Sets.AppRoleAssignments).Where(a => Is(a, "principalType", "ServicePrincipal")))
        {
            string principal = Text(assignment, "principalId")!;
            Add(Type(principal), $"{Text(assignment, "appRoleId")} {Text(assignment, "resourceId")}", "Application", [principal], ["appRole"], []);
        }
    }

    private void Grants()
    {
        foreach (JsonObject grant in All(Sets.PermissionGrants))
        {
            string client = Text(grant, "clientId")!;
            foreach (string scope in (Text(grant, "scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct())
            {
                Add(Type(client), $"{scope} {Text(grant, "resourceId")} for {Text(grant, "principalId")}", "Delegated", [client], ["delegated"], []);
            }
        }
    }

    private void Owners()
    {
        foreach ((string owned, string owner) in directory.Edges(Relations.Owners).All)
        {
            bool counts = directory.Find(Sets.Applications, owned) is not null
                || directory.Find(Sets.ServicePrincipals, owned) is not null
                || directory.Find(Sets.Groups, owned)?.Flag("isAssignableToRole") == true;
            if (counts)
            {
                JsonObject? window = All(Sets.GroupAssignmentInstances).FirstOrDefault(i =>
                    Text(i, "groupId") == owned && Text(i, "principalId") == owner && Is(i, "accessId", "owner"));
                Add(Type(owner), $"owner {owned}", "Owner", [owner], ["ownerOf"], [window]);
            }
        }

        foreach (JsonObject instance in All(Sets.GroupEligibilityInstances).Where(i => Is(i, "accessId", "owner")))
        {
            if (directory.Find(Sets.Groups, Text(instance, "groupId")!)?.Flag("isAssignableToRole") == true)
            {
                string owner = Text(instance, "principalId")!;
                Add(Type(owner), $"owner {Text(instance, "groupId")}", "Owner", [owner], ["eligibleOwnerOf"], [instance]);
            }
        }
    }

    private bool UnderPim(string group)
    {
        JsonObject raw = directory.Find(Sets.Groups, group)!.ToNode();
        bool dynamic = raw["groupTypes"]!.AsArray().Any(kind => kind!.GetValue<string>() == "DynamicMembership");
        return !dynamic && raw["onPremisesSyncEnabled"]?.GetValue<bool>() != true;
    }

    private string Type(string id)
    {
        if (directory.Find(Sets.Users, id) is { } user)
        {
            return user["userType"] == "Guest" ? "Guest" : "User";
        }

        return directory.Find(Sets.ServicePrincipals, id) is { } principal
            ? principal["servicePrincipalType"] == "ManagedIdentity" ? "ManagedIdentity" : "ServicePrincipal"
            : directory.Find(Sets.Groups, id) is not null ? "Group" : "ForeignGroup";
    }

    private void Add(string type, string what, string assignment, string[] way, string[] edges, JsonObject?[] windows)
    {
        string?[] ends = [.. windows.Select(window => window is null ? null : Text(window, "endDateTime")).Where(end => end is not null)];
        string? end = ends.Length == 0 ? null : ends.Min(StringComparer.Ordinal);
        bool eligible = edges.Any(edge => edge.StartsWith("eligible", StringComparison.Ordinal));
        _lines.Add(Line(type, what, assignment, way, edges, end is null ? null : DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture), !eligible && end is null));
    }

    public static string Line(string type, string what, string assignment, IEnumerable<string> way, IEnumerable<string> edges, DateTimeOffset? end, bool standing) =>
        $"{type} | {what} | {assignment} | {string.Join('>', way)} | {string.Join(',', edges)} | {end?.UtcDateTime:O} | {standing}";

    private IEnumerable<JsonObject> All(string set) => directory.Set(set).All.Select(item => item.ToNode());

    private static string? Text(JsonObject item, string property) => item[property]?.GetValue<string>();

    private static bool Is(JsonObject item, string property, string value) => string.Equals(Text(item, property), value, StringComparison.OrdinalIgnoreCase);
}
