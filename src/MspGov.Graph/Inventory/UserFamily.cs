using MspGov.Core.Access.Inventory;
using MspGov.Core.Errors;
using MspGov.Graph.Delta;

namespace MspGov.Graph.Inventory;

/// <summary>Users, and in the same pages their last sign-in; a tenant that refuses only the sign-ins is asked again without them.</summary>
internal static class UserFamily
{
    private const string Select = "id,displayName,userPrincipalName,userType,accountEnabled,createdDateTime";

    public static async Task<IReadOnlyList<FamilyResult>> ReadAsync(FamilyContext context, CancellationToken cancellationToken)
    {
        if (context.Mirror is { } mirror && await mirror.SyncAsync(InventoryFamily.Users, context.Reads, cancellationToken) is { } mirrored)
        {
            context.Add<UserItem>(mirrored.Values, "/users/delta", user => Add(context.Objects, user));
            FamilyResult users = new(InventoryFamily.Users, FamilyState.Complete);
            return context.Wanted.HasFlag(InventoryFamily.SignIns) ? [users, await SignInsAsync(context, mirror, mirrored, cancellationToken)] : [users];
        }

        return await ListAsync(context, cancellationToken);
    }

    /// <summary>The later of both kinds of sign-in, UTC ticks; 0 for never.</summary>
    public static long LastSignIn(UserItem user) => Math.Max(
        user.SignInActivity?.LastSignInDateTime?.UtcTicks ?? 0,
        user.SignInActivity?.LastNonInteractiveSignInDateTime?.UtcTicks ?? 0);

    private static async Task<FamilyResult> SignInsAsync(
        FamilyContext context, InventoryMirror mirror, IReadOnlyDictionary<string, DeltaItem> users, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyDictionary<string, long> times = await mirror.SignIns.ReadAsync(context, users, cancellationToken);
            lock (context.Inventory.Gate)
            {
                foreach ((string id, long time) in times)
                {
                    context.Objects[context.Objects.Intern(id)].LastSignIn = time;
                }
            }

            return new(InventoryFamily.SignIns, FamilyState.Complete);
        }
        catch (GovException e) when (!FamilyOutcome.StopsTheTenant(e))
        {
            return FamilyOutcome.Of(InventoryFamily.SignIns, e);
        }
    }

    private static async Task<IReadOnlyList<FamilyResult>> ListAsync(FamilyContext context, CancellationToken cancellationToken)
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
            await context.PagesAsync($"/users?$select={select}&$top=999", InventoryJson.Default.ItemPageUserItem, user => Add(context.Objects, user), cancellationToken, again: false);
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
        user.LastSignIn = LastSignIn(item);
    }

    /// <summary>getByIds does not tell the user type by default; the principal name of a guest does.</summary>
    public static ObjectKind KindOf(string? userType, string? login) =>
        string.Equals(userType, "Guest", StringComparison.OrdinalIgnoreCase)
        || (userType is null && login?.Contains("#EXT#", StringComparison.OrdinalIgnoreCase) == true)
            ? ObjectKind.Guest
            : ObjectKind.User;
}
