using MspGov.Lab.Model;

namespace MspGov.Lab.Query;

/// <summary>Direct and transitive membership; cycles end a walk instead of never ending it.</summary>
internal static class Memberships
{
    internal static IEnumerable<LabObject> TransitiveMembers(LabDirectory directory, string group) =>
        Walk(group, id => directory.Edges(Relations.Members).From(id), directory).Where(o => o.Id != group);

    /// <summary>Groups, administrative units and directory roles that an object is a direct member of.</summary>
    internal static IEnumerable<LabObject> DirectOf(LabDirectory directory, string id) =>
        directory.RelatedTo(Relations.Members, id).Concat(RoleMembership.RolesOf(directory, id));

    internal static IEnumerable<LabObject> TransitiveOf(LabDirectory directory, string id)
    {
        var containers = Walk(id, current => directory.Edges(Relations.Members).To(current), directory).Where(o => o.Id != id).ToList();
        var holders = containers.Where(o => o.Type == "group").Select(o => o.Id).Prepend(id);
        return containers.Concat(holders.SelectMany(h => RoleMembership.RolesOf(directory, h)).DistinctBy(r => r.Id));
    }

    /// <summary>Ids of the groups an object is in, through others too.</summary>
    internal static IEnumerable<string> GroupsOf(LabDirectory directory, string id) =>
        TransitiveOf(directory, id).Where(o => o.Type == "group").Select(o => o.Id);

    private static IEnumerable<LabObject> Walk(string start, Func<string, IReadOnlyList<string>> next, LabDirectory directory)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { start };
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var id))
        {
            foreach (var neighbour in next(id))
            {
                if (seen.Add(neighbour) && directory.FindDirectoryObject(neighbour) is { } found)
                {
                    yield return found;
                    if (found.Type == "group")
                    {
                        queue.Enqueue(neighbour);
                    }
                }
            }
        }
    }
}
