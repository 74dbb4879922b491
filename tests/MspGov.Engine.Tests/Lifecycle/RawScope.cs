using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>A directory role that a person reaches, by the raw state of a lab tenant.</summary>
/// <param name="Role">Role definition id.</param>
/// <param name="Scope">Directory scope.</param>
/// <param name="Standing">Usable now and without an end, on the whole way.</param>
/// <param name="Direct">Held by the person itself.</param>
internal sealed record RawRole(string Role, string Scope, bool Standing, bool Direct);

/// <summary>Which roles and groups a person has by the raw state of a lab tenant: what joiners and movers are measured against.</summary>
internal static class RawScope
{
    /// <summary>Directory roles by whatever way: direct or through groups, active or eligible at any step.</summary>
    public static IReadOnlyList<RawRole> Roles(TestLab lab, string user) => lab.Inspect(directory =>
    {
        Dictionary<string, bool> reached = Reached(directory, user);
        var found = new List<RawRole>();
        foreach (LabObject assignment in directory.Set(Sets.RoleAssignments).All.Where(item => reached.ContainsKey(item["principalId"] ?? "")))
        {
            bool ends = directory.Set(Sets.AssignmentInstances).All.Any(instance => instance["roleAssignmentOriginId"] == assignment.Id && instance["endDateTime"] is not null);
            found.Add(Role(assignment, !ends));
        }

        found.AddRange(directory.Set(Sets.EligibilityInstances).All.Where(item => reached.ContainsKey(item["principalId"] ?? "")).Select(item => Role(item, false)));
        return found;

        RawRole Role(LabObject item, bool standing) =>
            new(item["roleDefinitionId"]!, item["directoryScopeId"]!, standing && reached[item["principalId"]!], item["principalId"] == user);
    });

    /// <summary>Groups that the person is a direct member of, those by rule left out.</summary>
    public static IReadOnlyList<string> Groups(TestLab lab, string user) => lab.Inspect(directory =>
        directory.Edges(Relations.Members).To(user).Where(id => directory.Find(Sets.Groups, id) is { } group && !IsDynamic(group)).ToArray());

    /// <summary>Groups that a job role can give: cloud groups by assignment, in which nothing leads to a role.</summary>
    public static string[] PlainGroups(TestLab lab) => lab.Inspect(directory => directory.Groups
        .Where(group => !IsDynamic(group) && group.Flag("onPremisesSyncEnabled") != true && group.Flag("isAssignableToRole") != true && group.Flag("securityEnabled") == true)
        .Where(group => !LeadsToRole(directory, group.Id))
        .Select(group => group.Id).Order(StringComparer.Ordinal).ToArray());

    /// <summary>A licence that is to be had.</summary>
    public static string FreeSku(TestLab lab) => lab.Inspect(directory => directory.Set(Sets.Skus).All
        .First(sku => sku.ToNode()["prepaidUnits"]!["enabled"]!.GetValue<int>() > sku.ToNode()["consumedUnits"]!.GetValue<int>())["skuId"]!);

    /// <summary>Manager, licences and number of Temporary Access Passes of an account.</summary>
    public static (string? Manager, string Skus, int Passes) Account(TestLab lab, string user) => lab.Inspect(directory => (
        directory.Edges(Relations.Manager).From(user) is [string manager, ..] ? manager : null,
        string.Join(',', directory.Find(Sets.Users, user)!.ToNode()["assignedLicenses"]!.AsArray().Select(licence => licence!["skuId"]!.GetValue<string>())),
        directory.ChildrenOf(user, Sets.AuthenticationMethods).Count(method => method.Type.StartsWith("temporaryAccessPass", StringComparison.Ordinal))));

    private static bool LeadsToRole(LabDirectory directory, string group)
    {
        HashSet<string> reached = [.. Reached(directory, group).Keys];
        return new[] { Sets.RoleAssignments, Sets.EligibilityInstances }.Any(set => directory.Set(set).All.Any(item => reached.Contains(item["principalId"] ?? "")));
    }

    /// <summary>What is reached from an object through memberships, and whether always and now.</summary>
    internal static Dictionary<string, bool> Reached(LabDirectory directory, string from)
    {
        var reached = new Dictionary<string, bool> { [from] = true };
        var queue = new Queue<string>([from]);
        while (queue.TryDequeue(out string? id))
        {
            foreach (string group in directory.Edges(Relations.Members).To(id).Where(group => directory.Find(Sets.Groups, group) is not null))
            {
                bool ends = directory.Set(Sets.GroupAssignmentInstances).All.Any(instance =>
                    instance["groupId"] == group && instance["principalId"] == id && instance["accessId"] == "member" && instance["endDateTime"] is not null);
                Go(group, reached[id] && !ends);
            }

            foreach (LabObject eligible in directory.Set(Sets.GroupEligibilityInstances).All.Where(item => item["principalId"] == id && item["accessId"] == "member"))
            {
                Go(eligible["groupId"]!, false);
            }
        }

        return reached;

        void Go(string group, bool standing)
        {
            if (!reached.TryGetValue(group, out bool known) || (standing && !known))
            {
                reached[group] = standing;
                queue.Enqueue(group);
            }
        }
    }

    private static bool IsDynamic(LabObject group) => System.Text.Encoding.UTF8.GetString(group.Json).Contains("DynamicMembership", StringComparison.Ordinal);
}
