using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Graph.Delta;

namespace MspGov.Graph.Inventory;

/// <summary>Members of groups from the mirror of groups, which delta queries keep (<c>members@delta</c>).</summary>
internal static class MirroredMembers
{
    /// <summary>Adds the members of those of the groups that the mirror has.</summary>
    /// <returns>The groups that it has not: they are asked for.</returns>
    /// <exception cref="GovException">It could not be asked whether members that no list shows are still there.</exception>
    public static async Task<int[]> AddAsync(FamilyContext context, IReadOnlyDictionary<string, DeltaItem> mirror, int[] groups, CancellationToken cancellationToken)
    {
        var rest = new List<int>();
        var doubtful = new List<(int Group, string Id)>();
        lock (context.Inventory.Gate)
        {
            foreach (int group in groups)
            {
                if (!mirror.TryGetValue(context.Objects.Text(group), out DeltaItem? item))
                {
                    rest.Add(group);
                    continue;
                }

                foreach ((string id, string type) in item.Related?.GetValueOrDefault("members") ?? [])
                {
                    if (IsListed(context.Objects, id) || IsOther(type))
                    {
                        Add(context, group, new DirectoryItem { Id = id, Type = type.Length == 0 ? null : type });
                    }
                    else
                    {
                        doubtful.Add((group, id));
                    }
                }
            }
        }

        await AskAsync(context, doubtful, cancellationToken);
        return [.. rest];
    }

    /// <summary>What is in no list was deleted, or came between two requests: the tenant says which.</summary>
    private static async Task AskAsync(FamilyContext context, List<(int Group, string Id)> doubtful, CancellationToken cancellationToken)
    {
        if (doubtful.Count == 0)
        {
            return;
        }

        List<DirectoryItem> found = await context.ByIdsAsync([.. doubtful.Select(pair => pair.Id).Distinct(StringComparer.OrdinalIgnoreCase)], cancellationToken);
        ILookup<string, DirectoryItem> byId = found.ToLookup(item => item.Id, StringComparer.OrdinalIgnoreCase);
        lock (context.Inventory.Gate)
        {
            foreach ((int group, string id) in doubtful)
            {
                if (byId[id].FirstOrDefault() is { } item)
                {
                    Add(context, group, item);
                }
            }
        }
    }

    private static void Add(FamilyContext context, int group, DirectoryItem item) =>
        context.Inventory.Memberships.Add(new(Principals.Add(context.Objects, item), group, false, Window.Always));

    private static bool IsListed(ObjectTable objects, string id) =>
        objects.TryFind(id, out int index) && objects[index].Kind is ObjectKind.User or ObjectKind.Guest or ObjectKind.Group or ObjectKind.ServicePrincipal or ObjectKind.ManagedIdentity;

    /// <summary>Devices and contacts are in no list and hold nothing.</summary>
    private static bool IsOther(string type) =>
        type.Length > 0 && type.TrimStart('#') is not ("microsoft.graph.user" or "microsoft.graph.group" or "microsoft.graph.servicePrincipal");
}
