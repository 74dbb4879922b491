using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>
/// Owners have no delta query. They come expanded in a list of their objects, at most 20 of each (FACTS section 3): an object with
/// fewer is settled by it, and only the others are asked one by one.
/// </summary>
internal static class ExpandedOwners
{
    private const int Limit = 20;

    private static readonly string[] Lists =
    [
        "/applications?$select=id&$expand=owners($select=id)&$top=999",
        "/servicePrincipals?$select=id&$expand=owners($select=id)&$top=999",
        "/groups?$filter=isAssignableToRole eq true&$select=id&$expand=owners($select=id)&$top=999",
    ];

    /// <summary>Reads the lists; the numbers of the objects whose owners are all known now. A list that fails settles nothing.</summary>
    public static async Task<IReadOnlySet<int>> ReadAsync(FamilyContext context, CancellationToken cancellationToken)
    {
        var settled = new HashSet<int>();
        await Task.WhenAll(Lists.Select(async list =>
        {
            try
            {
                await context.PagesAsync(list, InventoryJson.Default.ItemPageOwnedItem, item => Add(context, settled, item), cancellationToken);
            }
            catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
            {
                // Each of its objects is asked for by itself, and what fails then is told.
            }
        }));
        return settled;
    }

    /// <summary>The next reading will ask for these.</summary>
    public static void Remember(FamilyContext context)
    {
        foreach (string list in Lists)
        {
            context.Reads.Remember(list);
        }
    }

    private static void Add(FamilyContext context, HashSet<int> settled, OwnedItem item)
    {
        if (item.Owners is null || item.Owners.Count >= Limit || item.OwnersNextLink is not null)
        {
            return;
        }

        int owned = context.Objects.Intern(item.Id);
        if (settled.Add(owned))
        {
            foreach (DirectoryItem owner in item.Owners)
            {
                context.Inventory.Ownerships.Add(new(Principals.Add(context.Objects, owner), owned, false, Window.Always));
            }
        }
    }
}
