using MspGov.Core.Access.Inventory;

namespace MspGov.Graph.Inventory;

/// <summary>What needs a read per application or service principal.</summary>
internal static class ApplicationFamilies
{
    /// <summary>
    /// Application permissions, asked of the resources that expose any: a tenant has far fewer of those than of clients.
    /// </summary>
    public static async Task<FamilyResult> AppPermissionsAsync(FamilyContext context, CancellationToken cancellationToken)
    {
        int[] resources;
        lock (context.Inventory.Gate)
        {
            resources = [.. context.Inventory.AppRoleValues.Keys.Select(key => key.Resource).Distinct()];
        }

        BatchFaults faults = await context.BatchAsync(
            resources,
            resource => $"/servicePrincipals/{context.Objects.Text(resource)}/appRoleAssignedTo?$top=999",
            InventoryJson.Default.ItemPageAppRoleAssignmentItem,
            (resource, item) =>
            {
                if (item.PrincipalType is null || string.Equals(item.PrincipalType, "ServicePrincipal", StringComparison.OrdinalIgnoreCase))
                {
                    context.Inventory.AppPermissions.Add(new(context.Objects.Intern(item.PrincipalId), resource, item.AppRoleId, item.Id));
                }
            },
            cancellationToken);
        return faults.Result(InventoryFamily.AppPermissions);
    }

    /// <summary>Owners of applications, service principals and role-assignable groups.</summary>
    public static async Task<FamilyResult> OwnersAsync(FamilyContext context, CancellationToken cancellationToken)
    {
        int[] owned;
        lock (context.Inventory.Gate)
        {
            ObjectTable objects = context.Objects;
            owned =
            [
                .. objects.OfKind(ObjectKind.Application, ObjectKind.ServicePrincipal, ObjectKind.ManagedIdentity),
                .. objects.OfKind(ObjectKind.Group).Where(group => objects[group].RoleAssignable),
            ];
        }

        owned = await ExpandedRelations.OwnersAsync(context, owned, cancellationToken);
        BatchFaults faults = await context.BatchAsync(
            owned,
            index => $"/{Collection(context.Objects, index)}/{context.Objects.Text(index)}/owners?$select=id",
            InventoryJson.Default.ItemPageDirectoryItem,
            (index, item) => context.Inventory.Ownerships.Add(new(Principals.Add(context.Objects, item), index, false, Window.Always)),
            cancellationToken,
            again: false);
        return faults.Result(InventoryFamily.Owners);
    }

    /// <summary>Federated credentials of applications; secrets and certificates come with the lists.</summary>
    public static async Task<FamilyResult> FederatedAsync(FamilyContext context, CancellationToken cancellationToken)
    {
        int[] applications;
        lock (context.Inventory.Gate)
        {
            applications = [.. context.Objects.OfKind(ObjectKind.Application)];
        }

        applications = await ExpandedRelations.FederatedAsync(context, applications, cancellationToken);
        BatchFaults faults = await context.BatchAsync(
            applications,
            index => $"/applications/{context.Objects.Text(index)}/federatedIdentityCredentials",
            InventoryJson.Default.ItemPageFederatedItem,
            (index, item) => context.Inventory.Credentials.Add(Row(index, item)),
            cancellationToken,
            again: false);
        return faults.Result(InventoryFamily.Credentials);
    }

    public static CredentialRow Row(int application, FederatedItem item) =>
        new(application, CredentialKind.Federated, item.Id, $"{item.Issuer} {item.Subject}", Window.Always);

    private static string Collection(ObjectTable objects, int index) => objects[index].Kind switch
    {
        ObjectKind.Application => "applications",
        ObjectKind.Group => "groups",
        _ => "servicePrincipals",
    };
}
