using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;

namespace MspGov.Graph.Inventory;

/// <summary>Users, and in the same pages their last sign-in; a tenant that refuses only the sign-ins is asked again without them.</summary>
internal static class UserFamily
{
    private const string Select = "id,displayName,userPrincipalName,userType,accountEnabled,createdDateTime";

    public static async Task<IReadOnlyList<FamilyResult>> ReadAsync(FamilyContext context, CancellationToken cancellationToken)
    {
        if (!context.Wanted.HasFlag(InventoryFamily.SignIns))
        {
            return [await PagesAsync(context, Select, cancellationToken)];
        }

        FamilyResult users = await PagesAsync(context, Select + ",signInActivity", cancellationToken);
        if (users.State == FamilyState.Complete)
        {
            return [users, users with { Family = InventoryFamily.SignIns }];
        }

        if (users.State == FamilyState.Failed)
        {
            return [users, users with { Family = InventoryFamily.SignIns }];
        }

        return [await PagesAsync(context, Select, cancellationToken), users with { Family = InventoryFamily.SignIns }];
    }

    private static async Task<FamilyResult> PagesAsync(FamilyContext context, string select, CancellationToken cancellationToken)
    {
        try
        {
            await context.PagesAsync($"/users?$select={select}&$top=999", InventoryJson.Default.ItemPageUserItem, user => Add(context.Objects, user), cancellationToken);
            return new(InventoryFamily.Users, FamilyState.Complete);
        }
        catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
        {
            return FamilyOutcome.Of(InventoryFamily.Users, e);
        }
    }

    private static void Add(ObjectTable objects, UserItem item)
    {
        ref DirectoryObject user = ref objects[objects.Intern(item.Id)];
        user.Kind = KindOf(item.UserType, item.UserPrincipalName);
        user.Name = item.DisplayName;
        user.Login = item.UserPrincipalName;
        user.Enabled = item.AccountEnabled;
        user.Created = item.CreatedDateTime?.UtcTicks ?? 0;
        user.LastSignIn = Math.Max(
            item.SignInActivity?.LastSignInDateTime?.UtcTicks ?? 0,
            item.SignInActivity?.LastNonInteractiveSignInDateTime?.UtcTicks ?? 0);
    }

    /// <summary>getByIds does not tell the user type by default; the principal name of a guest does.</summary>
    public static ObjectKind KindOf(string? userType, string? login) =>
        string.Equals(userType, "Guest", StringComparison.OrdinalIgnoreCase)
        || (userType is null && login?.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) == true)
            ? ObjectKind.Guest
            : ObjectKind.User;
}
