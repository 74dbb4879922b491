using MspGov.Lab.Model;
using MspGov.Testing.Lab;

namespace MspGov.Engine.Tests.Lifecycle;

/// <summary>What a person holds by the raw state of a lab tenant: independent of Graph's answers and of what the product makes of them.</summary>
internal static class RawWalk
{
    private static readonly string[] RoleSets = [Sets.RoleAssignments, Sets.AssignmentSchedules, Sets.AssignmentInstances, Sets.EligibilitySchedules, Sets.EligibilityInstances];

    private static readonly string[] GroupSets =
        [Sets.GroupAssignmentSchedules, Sets.GroupAssignmentInstances, Sets.GroupEligibilitySchedules, Sets.GroupEligibilityInstances];

    /// <summary>Everything held, in words; empty when nothing is left. Memberships by rule count only for what they lead to.</summary>
    public static IReadOnlyList<string> Held(TestLab lab, string user) => lab.Inspect(directory =>
    {
        var found = new List<string>();
        var reached = new HashSet<string> { user };
        var queue = new Queue<string>([user]);
        while (queue.TryDequeue(out string? id))
        {
            foreach (string group in directory.Edges(Relations.Members).To(id).Where(group => directory.Find(Sets.Groups, group) is not null))
            {
                if (id == user && !IsDynamic(directory, group))
                {
                    found.Add($"member of {group}");
                }

                if (reached.Add(group))
                {
                    queue.Enqueue(group);
                }
            }
        }

        foreach (string set in RoleSets)
        {
            found.AddRange(directory.Set(set).All.Where(item => reached.Contains(item["principalId"] ?? "") && item["status"] != "Revoked").Select(item => $"{set}: role {item["roleDefinitionId"]} of {item["principalId"]}"));
        }

        foreach (string set in GroupSets)
        {
            found.AddRange(directory.Set(set).All.Where(item => item["principalId"] == user && item["status"] != "Revoked").Select(item => $"{set}: group {item["groupId"]}"));
        }

        found.AddRange(directory.Edges(Relations.Owners).To(user).Where(id => directory.FindDirectoryObject(id) is { Set: not Sets.Devices }).Select(id => $"owner of {id}"));
        found.AddRange(directory.Set(Sets.AppRoleAssignments).Where("principalId", user).Select(item => $"app role {item["appRoleId"]}"));
        found.AddRange(directory.Set(Sets.PermissionGrants).Where("principalId", user).Select(item => $"consent {item.Id}"));
        if (directory.Find(Sets.Users, user)?.Flag("accountEnabled") == true)
        {
            found.Add("sign-in");
        }

        return found;
    });

    /// <summary>The user who holds most, besides the last Global Administrator's kind.</summary>
    public static (string Id, string Name) Richest(TestLab lab, int rank = 0) => lab.Inspect(directory => directory.Users
        .Where(user => user.Flag("accountEnabled") == true && user["onPremisesSyncEnabled"] is null && user.Flag("onPremisesSyncEnabled") != true)
        .Select(user => (user.Id, Name: user["userPrincipalName"]!))
        .ToArray())
        .OrderByDescending(user => Held(lab, user.Id).Count).ThenBy(user => user.Id, StringComparer.Ordinal).Skip(rank).First();

    private static bool IsDynamic(LabDirectory directory, string group) =>
        directory.Find(Sets.Groups, group) is { } known && System.Text.Encoding.UTF8.GetString(known.Json).Contains("DynamicMembership", StringComparison.Ordinal);
}
