using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>
/// Owners and federated credentials have no delta query. They come expanded in a list of their objects, at most 20 of each (FACTS
/// section 3): an object with fewer is settled by it, and only the others are asked one by one.
/// </summary>
internal static class ExpandedRelations
{
    private const int Limit = 20;

    private static readonly string[] OwnerLists =
    [
        "/applications?$select=id&$expand=owners($select=id)&$top=999",
        "/servicePrincipals?$select=id&$expand=owners($select=id)&$top=999",
        "/groups?$filter=isAssignableToRole eq true&$select=id&$expand=owners($select=id)&$top=999",
    ];

    private static readonly string[] FederatedLists = ["/applications?$select=id&$expand=federatedIdentityCredentials&$top=999"];

    /// <summary>Those of the objects whose owners must be asked for one by one. The owners of the others were added.</summary>
    public static Task<int[]> OwnersAsync(FamilyContext context, int[] objects, CancellationToken cancellationToken) =>
        ReadAsync(context, OwnerLists, objects, AddOwners, cancellationToken);

    /// <summary>Those of the applications whose federated credentials must be asked for one by one. The credentials of the others were added.</summary>
    public static Task<int[]> FederatedAsync(FamilyContext context, int[] applications, CancellationToken cancellationToken) =>
        ReadAsync(context, FederatedLists, applications, AddFederated, cancellationToken);

    private static async Task<int[]> ReadAsync(
        FamilyContext context, string[] lists, int[] objects, Func<FamilyContext, int, ExpandedItem, bool> add, CancellationToken cancellationToken)
    {
        if (context.Mirror is null)
        {
            return objects;
        }

        if (!context.Mirror.IsWarm)
        {
            // The first reading asks each by itself; the next one need not.
            foreach (string list in lists)
            {
                context.Reads.Remember(list);
            }

            return objects;
        }

        var settled = new HashSet<int>();
        await Task.WhenAll(lists.Select(list => ListAsync(context, list, item =>
        {
            int index = context.Objects.Intern(item.Id);
            if (!settled.Contains(index) && add(context, index, item))
            {
                settled.Add(index);
            }
        }, cancellationToken)));
        return [.. objects.Where(index => !settled.Contains(index))];
    }

    /// <summary>A list that fails settles nothing more: each of its objects is asked for by itself, and what fails then is told.</summary>
    private static async Task ListAsync(FamilyContext context, string list, Action<ExpandedItem> add, CancellationToken cancellationToken)
    {
        try
        {
            await context.PagesAsync(list, InventoryJson.Default.ItemPageExpandedItem, add, cancellationToken);
        }
        catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
        {
        }
    }

    private static bool AddOwners(FamilyContext context, int owned, ExpandedItem item)
    {
        if (item.Owners is not { Count: < Limit } owners || item.OwnersNextLink is not null)
        {
            return false;
        }

        context.Inventory.Ownerships.AddRange(owners.Select(owner => new Ownership(Principals.Add(context.Objects, owner), owned, false, Window.Always)));
        return true;
    }

    private static bool AddFederated(FamilyContext context, int application, ExpandedItem item)
    {
        if (item.FederatedIdentityCredentials is not { Count: < Limit } credentials || item.FederatedNextLink is not null)
        {
            return false;
        }

        context.Inventory.Credentials.AddRange(credentials.Select(credential => ApplicationFamilies.Row(application, credential)));
        return true;
    }
}
