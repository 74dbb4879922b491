using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>Kinds and names of objects that relations name and no list showed.</summary>
internal static class Principals
{
    /// <summary>Adds an object that a relation names; what a list told of it stays.</summary>
    public static int Add(ObjectTable objects, DirectoryItem item)
    {
        int index = objects.Intern(item.Id);
        ref DirectoryObject known = ref objects[index];
        if (known.Kind == ObjectKind.Unknown)
        {
            known.Kind = KindOf(item);
            known.Name ??= item.DisplayName;
            known.Login ??= item.UserPrincipalName;
            known.Enabled ??= item.AccountEnabled;
            known.AppId = known.AppId == Guid.Empty ? item.AppId ?? Guid.Empty : known.AppId;
            known.RoleAssignable |= item.IsAssignableToRole == true;
        }

        return index;
    }

    /// <summary>
    /// Asks for the objects that are still unknown, or known only by kind. What does not come back is not in this tenant: a partner's
    /// group, named as foreign and never dropped.
    /// </summary>
    public static async Task<FamilyResult> ResolveAsync(FamilyContext context, Func<IEnumerable<int>> which, CancellationToken cancellationToken)
    {
        int[] open;
        string[] ids;
        lock (context.Inventory.Gate)
        {
            open = [.. which().Distinct().Where(index => IsOpen(context.Objects[index]))];
            ids = [.. open.Select(context.Objects.Text)];
        }

        if (open.Length == 0)
        {
            return new(InventoryFamily.Principals, FamilyState.Complete);
        }

        try
        {
            List<DirectoryItem> found = await context.ByIdsAsync(ids, cancellationToken);
            lock (context.Inventory.Gate)
            {
                foreach (DirectoryItem item in found)
                {
                    int index = context.Objects.Intern(item.Id);
                    context.Objects[index].Kind = ObjectKind.Unknown;
                    Add(context.Objects, item);
                }

                foreach (int index in open.Where(index => context.Objects[index].Kind == ObjectKind.Unknown))
                {
                    context.Objects[index].Kind = ObjectKind.Foreign;
                }
            }

            return new(InventoryFamily.Principals, FamilyState.Complete);
        }
        catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
        {
            return FamilyOutcome.Of(InventoryFamily.Principals, e);
        }
    }

    private static bool IsOpen(DirectoryObject known) =>
        known.Kind == ObjectKind.Unknown || (known.Name is null && known.Login is null && known.Kind is not (ObjectKind.Foreign or ObjectKind.Other));

    private static ObjectKind KindOf(DirectoryItem item) => item.Type?.TrimStart('#') switch
    {
        "microsoft.graph.user" => UserFamily.KindOf(item.UserType, item.UserPrincipalName),
        "microsoft.graph.group" => ObjectKind.Group,
        "microsoft.graph.servicePrincipal" => DirectoryFamilies.KindOf(item.ServicePrincipalType),
        "microsoft.graph.application" => ObjectKind.Application,
        "microsoft.graph.administrativeUnit" => ObjectKind.AdministrativeUnit,
        null => ObjectKind.Unknown,
        _ => ObjectKind.Other,
    };
}
